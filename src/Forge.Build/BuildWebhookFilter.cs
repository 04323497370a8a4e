namespace Forge.Build;

/// <summary>One condition for an event to start a build.</summary>
public sealed record BuildWebhookFilter
{
    /// <summary>Gets what of the event is looked at.</summary>
    public required BuildWebhookFilterType Type { get; init; }

    /// <summary>Gets the regular expression that has to be found in it, case and all; for <see cref="BuildWebhookFilterType.Event"/> the list of events.</summary>
    /// <value>At most 2,000 characters. One that takes longer than a second does not match.</value>
    public required string Pattern { get; init; }

    /// <summary>Gets a value indicating whether the event must not match instead.</summary>
    /// <value>The default is false.</value>
    public bool ExcludeMatchedPattern { get; init; }
}
