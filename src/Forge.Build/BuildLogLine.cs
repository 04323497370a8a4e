namespace Forge.Build;

/// <summary>One line of the log of a build. Secrets in it are masked.</summary>
public sealed record BuildLogLine
{
    /// <summary>Gets the line's place in the log: 1, 2, 3 without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>Gets when Forge read the line.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets the phase that the build was in.</summary>
    public required BuildPhase Phase { get; init; }

    /// <summary>Gets the line without its end. At most 1 MiB; a longer line comes in pieces. NUL and bytes that are not UTF-8 are replaced by U+FFFD.</summary>
    public required string Text { get; init; }
}
