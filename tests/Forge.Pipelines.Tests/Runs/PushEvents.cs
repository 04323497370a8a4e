namespace Forge.Pipelines.Tests.Runs;

/// <summary>Push events as Forge.Git records them.</summary>
internal static class PushEvents
{
    public static readonly string Commit = new('c', 40);

    public static ForgeEvent ToBranch(string reference, string repository = "shop", string kind = "updated") => new()
    {
        Id = "e-1",
        Type = "forge.git.push",
        Subject = repository,
        Data = $$"""{"repository":"{{repository}}","repositoryId":"x","user":"alice","ref":"{{reference}}","oldCommit":"{{new string('0', 40)}}","newCommit":"{{Commit}}","kind":"{{kind}}"}""",
    };
}
