namespace Forge.Artifacts.S3;

/// <summary>What the server encrypts artifacts with.</summary>
public enum S3ServerSideEncryption
{
    /// <summary>Whatever the bucket says.</summary>
    BucketDefault,

    /// <summary>A key that the server keeps itself (SSE-S3).</summary>
    ServerKey,

    /// <summary>A key of a key management service (SSE-KMS).</summary>
    KeyService,
}
