using System.Text;
using Forge.Shared.Archives;
using Forge.Shared.Processes;

namespace Forge.Shared.Tests.Archives;

/// <summary>What the tests of writers pack, and the programs that read it independently.</summary>
internal static class Packed
{
    private const int Kept = 64 * 1024;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static ArchiveEntry File(string path, long size, int mode = 0x1A4) =>
        new() { Path = path, Kind = ArchiveEntryKind.File, UnixMode = mode, Size = size, ModifiedAt = ArchiveEntry.FixedTime };

    public static ArchiveEntry Link(string path, string target) =>
        new() { Path = path, Kind = ArchiveEntryKind.Link, UnixMode = 0x1FF, LinkTarget = target, ModifiedAt = ArchiveEntry.FixedTime };

    public static ArchiveEntry Directory(string path, int mode = 0x1ED) =>
        new() { Path = path, Kind = ArchiveEntryKind.Directory, UnixMode = mode, ModifiedAt = ArchiveEntry.FixedTime };

    public static ValueTask AddAsync(this IArchiveBuilder archive, string path, byte[] content, int mode = 0x1A4) =>
        archive.AddAsync(File(path, content.Length, mode), new MemoryStream(content), Cancel);

    public static ValueTask AddAsync(this IArchiveBuilder archive, ArchiveEntry entry) => archive.AddAsync(entry, Stream.Null, Cancel);

    /// <summary>Bytes of which half get smaller when they are compressed, a piece of each kind in turn.</summary>
    public static byte[] Mixed(int size, int seed = 1)
    {
        var random = new Random(seed);
        var bytes = new byte[size];
        for (var at = 0; at < size;)
        {
            var piece = bytes.AsSpan(at, Math.Min(random.Next(1, 200_000), size - at));
            if (random.Next(2) == 0)
            {
                random.NextBytes(piece);
            }
            else
            {
                for (var i = 0; i < piece.Length; i++)
                {
                    piece[i] = (byte)('a' + ((i * random.Next(1, 3)) % 17));
                }
            }

            at += piece.Length;
        }

        return bytes;
    }

    public static async Task<string> RunAsync(params string[] arguments)
    {
        var result = await ProcessRunner.RunAsync(
            new ProcessSpec
            {
                Arguments = arguments,
                Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["LC_ALL"] = "C.UTF-8", ["TZ"] = "UTC" },
            },
            standardInput: null,
            outputLimit: Kept,
            TimeProvider.System,
            Cancel);
        Encoding.UTF8.GetString(result.StandardError).Should().BeEmpty();
        result.ExitCode.Should().Be(0);
        return Encoding.UTF8.GetString(result.StandardOutput);
    }
}
