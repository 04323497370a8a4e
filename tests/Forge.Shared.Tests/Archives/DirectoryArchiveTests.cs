using Forge.Shared.Archives;
using Forge.Testing;

namespace Forge.Shared.Tests.Archives;

public sealed class DirectoryArchiveTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Formats => new(Enum.GetNames<ArchiveFormat>());

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Add_SameTreeWrittenAnew_GivesTheSameBytes(string format)
    {
        var (one, other) = (_directory.Combine("one"), _directory.Combine("other"));
        WriteTree(one, ["b/x", "a", "b/y"], (UnixFileMode)0x1B6);
        WriteTree(other, ["b/y", "b/x", "a"], (UnixFileMode)0x1A4);
        File.SetLastWriteTimeUtc(Path.Combine(one, "a"), DateTime.UnixEpoch);

        var first = await PackAsync(one, PackOptions.Default, Enum.Parse<ArchiveFormat>(format));
        var second = await PackAsync(other, PackOptions.Default, Enum.Parse<ArchiveFormat>(format));

        second.ToArray().AsSpan().SequenceEqual(first.ToArray()).Should().BeTrue();
    }

    [Fact]
    public async Task Add_KeepingMetadata_KeepsTimesAndModes()
    {
        _directory.Write("f", "x");
        File.SetUnixFileMode(_directory.Combine("f"), (UnixFileMode)0x1FF);
        File.SetLastWriteTimeUtc(_directory.Combine("f"), DateTime.UnixEpoch.AddSeconds(1_000_000_000));

        using var reader = await Reading.OpenAsync(await PackAsync(_directory.Path, new PackOptions { KeepsMetadata = true }));

        var entry = reader.Entries.Single();
        (entry.UnixMode, entry.ModifiedAt.ToUnixTimeSeconds()).Should().Be((0x1FF, 1_000_000_000));
    }

    [Theory]
    [InlineData(0x1FF, 0x1ED)]
    [InlineData(0x1B6, 0x1A4)]
    [InlineData(0x180, 0x180)]
    [InlineData(0x9ED, 0x1ED)]
    public async Task Add_ByDefault_ModesLoseWhatAnUmaskDecides(int mode, int expected)
    {
        _directory.Write("f", "x");
        File.SetUnixFileMode(_directory.Combine("f"), (UnixFileMode)mode);

        using var reader = await Reading.OpenAsync(await PackAsync(_directory.Path, PackOptions.Default));

        reader.Entries.Single().UnixMode.Should().Be(expected);
    }

    [Fact]
    public async Task Add_LinkToAFileInside_BecomesTheFile()
    {
        _directory.Write("d/f", "content");
        Directory.CreateDirectory(_directory.Combine("e"));
        File.CreateSymbolicLink(_directory.Combine("e/l"), "../d/f");
        File.CreateSymbolicLink(_directory.Combine("e/again"), "l");

        using var reader = await Reading.OpenAsync(await PackAsync(_directory.Path, PackOptions.Default));

        (await reader.ReadTextAsync("e/l")).Should().Be("content");
        (await reader.ReadTextAsync("e/again")).Should().Be("content");
    }

    [Fact]
    public async Task Add_LinksAsEntries_StayLinks()
    {
        File.CreateSymbolicLink(_directory.Combine("l"), "nowhere");

        using var reader = await Reading.OpenAsync(await PackAsync(_directory.Path, new PackOptions { Links = PackedLinks.Entries }));

        reader.Entries.Single().LinkTarget.Should().Be("nowhere");
    }

    [Theory]
    [InlineData("/etc/passwd", "'l' is a link that leads out of the directory: '/etc/passwd'")]
    [InlineData("../out", "'l' is a link that leads out of the directory: '../out'")]
    [InlineData("up/out", "'l' is a link that leads out of the directory: 'up/out'")]
    [InlineData("nowhere", "'l' is a link that leads nowhere: 'nowhere'")]
    [InlineData("l", "'l' is a link that leads nowhere: 'l'")]
    [InlineData("d", "'l' is a link to a directory: 'd'")]
    [InlineData(".", "'l' is a link that leads out of the directory: '.'")]
    public async Task Add_LinkLeadsElsewhere_IsRefused(string target, string why)
    {
        _directory.Write("out", "secret");
        _directory.Write("tree/d/f", "");
        File.CreateSymbolicLink(_directory.Combine("tree/l"), target);
        if (target.StartsWith("up", StringComparison.Ordinal))
        {
            Directory.CreateSymbolicLink(_directory.Combine("tree/up"), "..");
        }

        var packing = () => PackAsync(_directory.Combine("tree"), PackOptions.Default);

        (await packing.Should().ThrowAsync<ArchiveException>()).WithMessage($"*{why}*");
    }

    [Fact]
    public async Task Add_WhatIsNotIncluded_IsLeftOutWithAllBelowIt()
    {
        foreach (var path in (string[])["a", ".git/x/y", "d/.hid", "d/f", ".gitx"])
        {
            _directory.Write(path, "");
        }

        var options = new PackOptions { Includes = file => Path.GetFileName(file.Path) is not (".git" or ".hid") };
        using var reader = await Reading.OpenAsync(await PackAsync(_directory.Path, options));

        reader.Entries.Select(entry => entry.Path).Should().Equal(".gitx", "a", "d", "d/f");
    }

    private static void WriteTree(string root, string[] paths, UnixFileMode mode)
    {
        foreach (var path in paths)
        {
            var file = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, path);
            File.SetUnixFileMode(file, mode);
        }
    }

    private static async Task<MemoryStream> PackAsync(string directory, PackOptions options, ArchiveFormat format = ArchiveFormat.Zip)
    {
        var destination = new MemoryStream();
        await using (var archive = ArchiveBuilder.Create(format, destination))
        {
            await DirectoryArchive.AddAsync(archive, directory, options, Cancel);
            await archive.CompleteAsync(Cancel);
        }

        return destination;
    }
}
