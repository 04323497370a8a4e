namespace Forge.Build.Driving;

/// <summary>Which failed phases do not count for a build.</summary>
internal enum ForgivenFailures
{
    /// <summary>Every failure counts.</summary>
    None,

    /// <summary>Those of phases with <c>on-failure: CONTINUE</c> do not.</summary>
    Continued,
}
