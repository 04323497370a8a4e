namespace Forge.Deploy.Running;

/// <summary>A script of a hook.</summary>
/// <param name="Location">The script's path within the revision.</param>
/// <param name="Timeout">How long it may run, the draining of its output included. More than zero.</param>
/// <param name="RunAs">The account to run as, or null for the session's own.</param>
internal sealed record HookScript(string Location, TimeSpan Timeout, string? RunAs);
