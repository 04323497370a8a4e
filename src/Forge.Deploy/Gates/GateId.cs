namespace Forge.Deploy.Gates;

/// <summary>The ids of questions to gates: made of what is asked, so that a question keeps its id however often it is asked.</summary>
internal static class GateId
{
    private const char Separator = '/';

    /// <summary>Makes the id.</summary>
    public static string Of(string deploymentId, string gate, string? target, LifecycleEvent? name) =>
        string.Join(Separator, new[] { deploymentId, gate, name?.ToString(), target }.Where(part => part is not null));

    /// <summary>Finds the deployment that a question is about.</summary>
    public static string DeploymentOf(string id) => id.Split(Separator)[0];
}
