namespace Forge.Artifacts.S3;

/// <summary>How an artifact is divided into parts.</summary>
internal sealed record PartPlan
{
    private const int MostParts = 10_000;

    // Content that comes without a length may be long: its parts grow before their numbers run out.
    private const int PartsOfOneSize = 2_000;

    /// <summary>Gets the size of the first parts in bytes.</summary>
    public required int PartSize { get; init; }

    /// <summary>Divides an artifact.</summary>
    /// <param name="size">Its size in bytes, or null when that shows only at its end.</param>
    /// <param name="partSize">The wanted size of a part; more when there would be too many.</param>
    public static PartPlan For(long? size, int partSize) => new()
    {
        PartSize = size is { } known ? (int)Math.Max(partSize, (known + MostParts - 1) / MostParts) : partSize,
    };

    /// <summary>Returns how long a part is that is not the last.</summary>
    /// <param name="number">The part's number, from 1.</param>
    public int LengthOf(int number) => (int)Math.Min((long)PartSize << ((number - 1) / PartsOfOneSize), Array.MaxLength);
}
