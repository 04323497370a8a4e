using System.Formats.Tar;
using System.Text;
using Forge.Build.Local;
using Forge.Testing;

namespace Forge.Build.Tests.Local;

public sealed class LocalDirectoryTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly LocalDirectory _local;

    public LocalDirectoryTests() => _local = new LocalDirectory(_directory.MakeDirectory("build"), "process");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("file", "in")]
    [InlineData("d/file", "deep")]
    [InlineData("missing", "")]
    [InlineData("d/missing/x", "")]
    [InlineData("file/x", "")]
    [InlineData("link", "")]
    [InlineData("out/secret", "")]
    [InlineData("d", "")]
    public async Task ReadAsync_AnyPath_NeverFollowsALink(string path, string expected)
    {
        _directory.Write("build/file", "in");
        _directory.Write("build/d/file", "deep");
        _directory.Write("secret", "outside");
        File.CreateSymbolicLink(_directory.Combine("build", "link"), _directory.Combine("secret"));
        Directory.CreateSymbolicLink(_directory.Combine("build", "out"), _directory.Path);

        (await ReadAsync(path)).Should().Be(expected);
    }

    [Fact]
    public async Task ReadAsync_Fifo_DoesNotWait()
    {
        await HostProgram.RunAsync(_local.Root, ["mkfifo", "pipe"], Cancel);

        var reading = () => ReadAsync("pipe").WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        await reading.Should().NotThrowAsync<TimeoutException>();
    }

    [Theory]
    [InlineData("out")]
    [InlineData("out/deep")]
    [InlineData("d/out/deep")]
    [InlineData("dangling")]
    [InlineData("file")]
    [InlineData("file/deep")]
    public async Task PutAsync_LinkOrFileInTheWay_IsRefusedAndWritesNothingElsewhere(string path)
    {
        _directory.Write("build/file", "in");
        _directory.MakeDirectory("build/d");
        var outside = _directory.MakeDirectory("outside");
        Directory.CreateSymbolicLink(_directory.Combine("build", "out"), outside);
        Directory.CreateSymbolicLink(_directory.Combine("build", "d", "out"), outside);
        Directory.CreateSymbolicLink(_directory.Combine("build", "dangling"), Path.Combine(outside, "not-there"));
        using var tar = new MemoryStream(TarOf("answer", "go on"));

        var putting = () => _local.PutAsync(path, tar, Cancel);

        (await putting.Should().ThrowAsync<BuildExecutorException>()).Which.Message.Should().Contain($"'{path}'");
        Directory.EnumerateFileSystemEntries(outside).Should().BeEmpty();
    }

    [Fact]
    public async Task CopyAsync_FifosDevicesAndSetIdBits_AreLeftOut()
    {
        var packed = new MemoryStream();
        await using (var tar = new TarWriter(packed, TarEntryFormat.Pax, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Fifo, "pipe"));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.CharacterDevice, "null") { DeviceMajor = 1, DeviceMinor = 3 });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "su") { Mode = UnixFileMode.SetUser | UnixFileMode.UserRead, DataStream = new MemoryStream([1]) });
        }

        packed.Position = 0;
        await _local.CopyAsync(packed, Cancel);

        (await _local.ListAsync("", Cancel))!.Select(file => file.Path).Should().Equal("su");
        (OperatingSystem.IsLinux() ? File.GetUnixFileMode(_directory.Combine("build", "su")) : default).Should().Be(UnixFileMode.UserRead);
    }

    [Fact]
    public async Task ListAsync_PipesAndDirectories_AreNotFiles()
    {
        await HostProgram.RunAsync(_local.Root, ["mkfifo", "pipe"], Cancel);
        _directory.MakeDirectory("build/empty");
        _directory.Write("build/a", "");

        (await _local.ListAsync("", Cancel))!.Select(file => file.Path).Should().Equal("a");
    }

    [Fact]
    public async Task Get_FileThatIsGone_FailsTheReader()
    {
        await using var stream = _local.Get("", ["missing"]);

        var reading = () => stream.CopyToAsync(Stream.Null, Cancel);

        await reading.Should().ThrowAsync<BuildExecutorException>();
    }

    [Fact]
    public async Task Get_NotReadToItsEnd_CanBeDisposed()
    {
        _directory.Write("build/large", new string('x', 1_000_000));
        var stream = _local.Get("", ["large"]);
        await stream.ReadExactlyAsync(new byte[1024], Cancel);

        await stream.DisposeAsync();
        stream.Dispose();

        _local.Delete();
        Directory.Exists(_local.Root).Should().BeFalse();
    }

    [Fact]
    public async Task PutAsync_NotATar_IsRefusedWithTheReason()
    {
        using var garbage = new MemoryStream(Encoding.ASCII.GetBytes(new string('g', 1024)));

        var putting = () => _local.PutAsync("src", garbage, Cancel);

        (await putting.Should().ThrowAsync<BuildExecutorException>()).Which.Message.Should().StartWith("The files for 'src' of the build cannot be unpacked");
    }

    private async Task<string> ReadAsync(string path)
    {
        var buffer = new byte[64];
        try
        {
            return Encoding.UTF8.GetString(buffer, 0, await _local.ReadAsync(path, 0, buffer, Cancel));
        }
        catch (BuildExecutorException)
        {
            return "";
        }
    }

    private static byte[] TarOf(string name, string content)
    {
        var packed = new MemoryStream();
        using (var tar = new TarWriter(packed, TarEntryFormat.Pax, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        }

        return packed.ToArray();
    }
}
