namespace Forge.Cli.Verbs;

/// <summary>What somebody wishes for a deployment or a group.</summary>
/// <param name="On">The deployment, the question or the group.</param>
/// <param name="By">Who wishes it.</param>
/// <param name="Reason">Why, or empty.</param>
/// <param name="IsForced">Whether somebody else's lock is broken.</param>
internal sealed record DeploymentOrder(string On, string By, string Reason, bool IsForced);
