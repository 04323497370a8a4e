namespace Forge.Shared.Tests.Archives;

/// <summary>What stands around the entries of a <see cref="RawZip"/>.</summary>
internal sealed record RawZipOptions
{
    public byte[] Before { get; init; } = [];

    public byte[] BeforeDirectory { get; init; } = [];

    public byte[] Comment { get; init; } = [];

    public int? Count { get; init; }

    public int Disk { get; init; }

    public bool IsZip64 { get; init; }
}
