namespace Forge.Build.Specs;

/// <summary>What the author of a buildspec wants after a failed phase.</summary>
internal enum OnFailure
{
    /// <summary>What the reference does when nothing is said.</summary>
    Default,

    /// <summary>The build ends.</summary>
    Abort,

    /// <summary>The build goes on with the next phase.</summary>
    Continue,

    /// <summary>The phase is tried again.</summary>
    Retry,
}
