namespace Forge.Build.Driving;

/// <summary>How a phase ended.</summary>
/// <param name="Status">The status.</param>
/// <param name="Code">The code of what went wrong; empty for nothing.</param>
/// <param name="Message">What went wrong; empty for nothing.</param>
internal sealed record PhaseOutcome(BuildStatus Status, string Code = "", string Message = "")
{
    /// <summary>The buildspec cannot be used.</summary>
    public const string YamlFileError = "YAML_FILE_ERROR";

    /// <summary>The user's source, name or pattern cannot be used.</summary>
    public const string ClientError = "CLIENT_ERROR";

    /// <summary>A command failed.</summary>
    public const string CommandExecutionError = "COMMAND_EXECUTION_ERROR";

    /// <summary>A parameter or a secret could not be had.</summary>
    public const string DecryptedVariablesError = "Decrypted Variables Error";

    /// <summary>The image of the build cannot be had.</summary>
    public const string UnableToPullImage = "BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE";

    /// <summary>The executor failed.</summary>
    public const string ExecutorFault = "EXECUTOR_FAULT";

    /// <summary>The artifact store failed.</summary>
    public const string ArtifactStoreFault = "ARTIFACT_STORE_FAULT";

    /// <summary>Gets the outcome of a phase that went well.</summary>
    public static PhaseOutcome Succeeded { get; } = new(BuildStatus.Succeeded);

    /// <summary>Gets the outcome of a phase that took too long, in the reference's words.</summary>
    public static PhaseOutcome TimedOut { get; } = new(BuildStatus.TimedOut, "BUILD_TIMED_OUT", "Build has timed out. ");

    /// <summary>Gets the outcome of a phase that somebody stopped.</summary>
    public static PhaseOutcome Stopped { get; } = new(BuildStatus.Stopped);

    /// <summary>Makes the outcome of a phase that the user's part failed.</summary>
    public static PhaseOutcome Failed(string code, string message) => new(BuildStatus.Failed, code, message);

    /// <summary>Makes the outcome of a phase that Forge's part failed.</summary>
    public static PhaseOutcome Fault(string code, string message) => new(BuildStatus.Fault, code, message);
}
