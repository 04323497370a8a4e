namespace Forge.Deploy.Running;

/// <summary>How a tar is compressed on its way to a target.</summary>
internal enum TransferCoding
{
    /// <summary>Not at all.</summary>
    Plain,

    /// <summary>As <c>gzip -d</c> reads it.</summary>
    Gzip,

    /// <summary>As <c>zstd -d</c> reads it.</summary>
    Zstd,
}
