namespace Forge.Git.Access;

/// <summary>How actions are called in policy documents.</summary>
internal static class GitActionNames
{
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<GitAction>().Select(Name)];

    public static string Name(this GitAction action) => action switch
    {
        GitAction.Pull => "codecommit:GitPull",
        GitAction.Push => "codecommit:GitPush",
        _ => "forge:GitForcePush",
    };
}
