namespace Forge.Artifacts.S3;

/// <summary>How an artifact is divided into parts.</summary>
internal sealed record PartPlan
{
    private const int MostParts = 10_000;

    /// <summary>Gets the artifact's size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Gets the size of every part but the last.</summary>
    public required int PartSize { get; init; }

    /// <summary>Gets how many parts there are.</summary>
    public int Count => (int)((Size + PartSize - 1) / PartSize);

    /// <summary>Divides an artifact.</summary>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="partSize">The wanted size of a part; more when there would be too many.</param>
    public static PartPlan For(long size, int partSize) => new()
    {
        Size = size,
        PartSize = (int)Math.Max(partSize, (size + MostParts - 1) / MostParts),
    };

    /// <summary>Returns where a part begins.</summary>
    public long OffsetOf(int number) => (long)(number - 1) * PartSize;

    /// <summary>Returns how long a part is.</summary>
    public int LengthOf(int number) => (int)Math.Min(PartSize, Size - OffsetOf(number));
}
