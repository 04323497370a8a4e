namespace Forge.Artifacts.S3;

/// <summary>What has become of an upload whose parts were sent.</summary>
internal enum CompletionOutcome
{
    /// <summary>The server misses parts.</summary>
    PartsMissing,

    /// <summary>There is an artifact under the name now, from this upload or from another one, or was a moment ago.</summary>
    Settled,

    /// <summary>The server does not know the upload any more.</summary>
    Lost,
}
