namespace Forge.Build;

/// <summary>How a test case ended.</summary>
public enum BuildTestStatus
{
    /// <summary>It did what it should.</summary>
    Succeeded,

    /// <summary>An expectation was not met.</summary>
    Failed,

    /// <summary>It could not be run to its end.</summary>
    Error,

    /// <summary>It was not run, on purpose.</summary>
    Skipped,

    /// <summary>The report does not say, or says what nobody knows.</summary>
    Unknown,
}
