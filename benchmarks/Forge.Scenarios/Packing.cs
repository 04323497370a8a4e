using Forge.Shared.Archives;

namespace Forge.Scenarios;

/// <summary>Packing a tree of 500 MB, and unpacking it, against the programs that everybody uses. Forge is a warm host here, the other a command.</summary>
internal static class Packing
{
    private const int Rounds = 7;
    private const int QuickRounds = 15;

    /// <summary>A zip, against <c>zip -r</c>.</summary>
    public static Task ZipAsync() => PackAsync("pack-zip", ArchiveFormat.Zip, Rounds, paths => ["sh", "-c", "cd \"$0\" && zip -q -r \"$1\" .", paths.Tree, paths.Floor], ["unzip", "-tqq"]);

    /// <summary>A gzipped tar, against <c>tar czf</c>.</summary>
    public static Task GzipAsync() => PackAsync("pack-tgz", ArchiveFormat.TarGzip, Rounds, paths => ["tar", "-C", paths.Tree, "-czf", paths.Floor, "."], ["tar", "-tzf"]);

    /// <summary>A tar compressed with Zstandard, against <c>tar | zstd -3 -T2</c>.</summary>
    public static Task ZstdAsync() => PackAsync("pack-zst", ArchiveFormat.TarZstd, QuickRounds, paths => ["sh", "-c", "tar -C \"$0\" -cf - . | zstd -q -3 -T2 -f -o \"$1\"", paths.Tree, paths.Floor], ["zstd", "-tq"]);

    /// <summary>Unpacking the zip, against <c>unzip -q</c>.</summary>
    public static async Task ExtractAsync()
    {
        var paths = await PrepareAsync();
        await Tool.RunAsync(null, "sh", "-c", "cd \"$0\" && zip -q -r \"$1\" .", paths.Tree, paths.Floor);
        var (target, floorTarget) = (Path.Combine(paths.Scratch, "out"), Path.Combine(paths.Scratch, "floor-out"));

        await PairedRounds.MeasureAsync("extract", Rounds, UnpackAsync, () => Tool.RunAsync(null, "unzip", "-q", paths.Floor, "-d", floorTarget), EmptyAsync);

        await UnpackAsync();
        await Tool.RunAsync(null, "diff", "-r", paths.Tree, target);
        Directory.Delete(paths.Scratch, recursive: true);

        async Task UnpackAsync()
        {
            await using var zip = File.OpenRead(paths.Floor);
            using var reader = await ArchiveReader.OpenAsync(zip, ArchiveLimits.Default, CancellationToken.None);
            await reader.ExtractAsync(target, CancellationToken.None);
        }

        async Task EmptyAsync()
        {
            await Tool.RunAsync(null, "rm", "-rf", target, floorTarget);
        }
    }

    private static async Task PackAsync(
        string name, ArchiveFormat format, int rounds, Func<(string Scratch, string Tree, string Floor), string[]> floor, string[] verify)
    {
        var paths = await PrepareAsync();
        var packed = Path.Combine(paths.Scratch, "packed");

        await PairedRounds.MeasureAsync(name, rounds, PackOneAsync, () => Tool.RunAsync(null, floor(paths)), RemoveAsync);

        await Tool.RunAsync(null, floor(paths));
        await PackOneAsync();
        await Tool.RunAsync(null, [.. verify, packed]);
        Console.Error.WriteLine($"{name}: {new FileInfo(packed).Length:N0} bytes, the other {new FileInfo(paths.Floor).Length:N0}; peak memory {PeakMemory.Peak() / 1024 / 1024} MiB");
        Directory.Delete(paths.Scratch, recursive: true);

        async Task PackOneAsync()
        {
            await using var destination = File.Create(packed, bufferSize: 0);
            await using var archive = ArchiveBuilder.Create(format, destination);
            await DirectoryArchive.AddAsync(archive, paths.Tree, PackOptions.Default, CancellationToken.None);
            await archive.CompleteAsync(CancellationToken.None);
        }

        Task RemoveAsync()
        {
            File.Delete(packed);
            File.Delete(paths.Floor);
            return Task.CompletedTask;
        }
    }

    private static async Task<(string Scratch, string Tree, string Floor)> PrepareAsync()
    {
        var scratch = Directory.CreateTempSubdirectory("forge-bench-").FullName;
        var tree = Path.Combine(scratch, "tree");
        await Task.Run(() => PackSample.Write(tree));
        return (scratch, tree, Path.Combine(scratch, "floor.zip"));
    }
}
