namespace Forge.Build.Specs;

/// <summary>The names of phases and statuses in logs, events and the runner's plan.</summary>
internal static class BuildPhaseNames
{
    private static readonly Dictionary<string, BuildPhase> Phases =
        Enum.GetValues<BuildPhase>().ToDictionary(ToReferenceName, StringComparer.Ordinal);

    /// <summary>Gives the reference's name: <c>PRE_BUILD</c>.</summary>
    public static string ToReferenceName(this BuildPhase phase) => phase switch
    {
        BuildPhase.Submitted => "SUBMITTED",
        BuildPhase.Queued => "QUEUED",
        BuildPhase.Provisioning => "PROVISIONING",
        BuildPhase.DownloadSource => "DOWNLOAD_SOURCE",
        BuildPhase.Install => "INSTALL",
        BuildPhase.PreBuild => "PRE_BUILD",
        BuildPhase.Build => "BUILD",
        BuildPhase.PostBuild => "POST_BUILD",
        BuildPhase.UploadArtifacts => "UPLOAD_ARTIFACTS",
        BuildPhase.Finalizing => "FINALIZING",
        BuildPhase.Completed => "COMPLETED",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "There is no such phase."),
    };

    /// <summary>Gives the reference's name: <c>TIMED_OUT</c>.</summary>
    public static string ToReferenceName(this BuildStatus status) => status switch
    {
        BuildStatus.InProgress => "IN_PROGRESS",
        BuildStatus.Succeeded => "SUCCEEDED",
        BuildStatus.Failed => "FAILED",
        BuildStatus.Fault => "FAULT",
        BuildStatus.TimedOut => "TIMED_OUT",
        BuildStatus.Stopped => "STOPPED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "There is no such status."),
    };

    /// <summary>Finds the phase of a name.</summary>
    public static BuildPhase? FindPhase(string name) => Phases.TryGetValue(name, out var phase) ? phase : null;
}
