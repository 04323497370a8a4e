namespace Forge.Artifacts.S3;

/// <summary>Whether requests carry checksums of their own, beside the signature over their bytes.</summary>
public enum S3Checksums
{
    /// <summary>The store asks the server once, before its first use: checksums if the server takes them.</summary>
    Probe,

    /// <summary>Always. Servers that are older than 2025 refuse such requests.</summary>
    WhenSupported,

    /// <summary>Only where the protocol demands one.</summary>
    WhenRequired,
}
