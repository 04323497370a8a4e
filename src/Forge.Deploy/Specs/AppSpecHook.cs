namespace Forge.Deploy.Specs;

/// <summary>A script of a lifecycle event.</summary>
/// <param name="Location">The script's path within the revision, in its simplest form: <c>scripts/start.sh</c>.</param>
/// <param name="Timeout">How long it may run.</param>
/// <param name="RunAs">The account to run as, or null.</param>
/// <param name="Line">The line of the location, from 1.</param>
/// <param name="Column">The column of the location, from 1.</param>
internal sealed record AppSpecHook(string Location, TimeSpan Timeout, string? RunAs, int Line, int Column);
