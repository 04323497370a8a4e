namespace Forge.Build.Output;

/// <summary>What of a log an earlier host has left on this machine.</summary>
internal sealed record StoredLog
{
    /// <summary>Gets how many lines, or parts of lines, of output there are.</summary>
    public required long Output { get; init; }

    /// <summary>Gets how many lines of the build itself there are.</summary>
    public required long Notes { get; init; }

    /// <summary>Gets how many lines there are.</summary>
    public long Count => Output + Notes;

    /// <summary>Counts the lines in a directory, and cuts off a last one that was not written to its end.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static async Task<StoredLog> RecoverAsync(string directory, CancellationToken cancellationToken)
    {
        long output = 0, notes = 0;
        foreach (var chunk in LogChunk.List(directory))
        {
            var lines = StoredLines.Open(chunk.Path);
            await using (lines.ConfigureAwait(false))
            {
                do
                {
                    while (lines.TryTake(out var line))
                    {
                        _ = StoredLine.KindOf(line) is StoredLineKind.Note ? notes++ : output++;
                    }
                }
                while (await lines.FillAsync(cancellationToken).ConfigureAwait(false));
                Cut(chunk, lines.Torn);
            }
        }

        return new StoredLog { Output = output, Notes = notes };
    }

    private static void Cut(LogChunk chunk, int torn)
    {
        if (torn > 0)
        {
            using var file = File.OpenHandle(chunk.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.SetLength(file, RandomAccess.GetLength(file) - torn);
        }
    }
}
