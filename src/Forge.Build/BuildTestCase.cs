namespace Forge.Build;

/// <summary>One test case of a report.</summary>
public sealed record BuildTestCase
{
    /// <summary>Gets the name, of at most 1,000 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what related cases have in common, a class or a feature, of at most 1,000 characters.</summary>
    /// <value>The default is empty.</value>
    public string Prefix { get; init; } = "";

    /// <summary>Gets the suite, of at most 1,000 characters.</summary>
    /// <value>The default is empty.</value>
    public string Suite { get; init; } = "";

    /// <summary>Gets how it ended.</summary>
    public required BuildTestStatus Status { get; init; }

    /// <summary>Gets why it failed or was skipped, of at most 5,000 characters.</summary>
    /// <value>The default is empty.</value>
    public string Message { get; init; } = "";

    /// <summary>Gets how long it ran; zero when the report does not say.</summary>
    public TimeSpan Duration { get; init; }
}
