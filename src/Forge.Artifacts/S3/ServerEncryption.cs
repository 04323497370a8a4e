namespace Forge.Artifacts.S3;

/// <summary>Whether the server is asked to encrypt an object.</summary>
internal enum ServerEncryption
{
    /// <summary>As the options say.</summary>
    AsConfigured,

    /// <summary>It is not asked. What the bucket itself says still holds.</summary>
    NotAsked,
}
