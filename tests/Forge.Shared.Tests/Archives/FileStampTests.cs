using Forge.Shared.Archives;
using Forge.Testing;

namespace Forge.Shared.Tests.Archives;

public sealed class FileStampTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_File_TellsWhatTheSystemTells()
    {
        var path = _directory.Write("a", "four");
        var time = DateTimeOffset.FromUnixTimeMilliseconds(-1_500);
        File.SetLastWriteTimeUtc(path, time.UtcDateTime);

        var stamp = FileStamp.Read(path)!.Value;

        stamp.Should().BeEquivalentTo(new { Type = 0x8000, Size = 4L, ModifiedAt = -1_500_000_000L, ModifiedSeconds = -2L });
        (stamp.Mode & 0x1FF).Should().Be((int)File.GetUnixFileMode(path));
        DateTimeOffset.FromUnixTimeMilliseconds(stamp.ChangedAt / 1_000_000).Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Read_TimeIsSetBack_DiffersAllTheSame()
    {
        var path = _directory.Write("a", "one");
        var before = FileStamp.Read(path);
        var time = File.GetLastWriteTimeUtc(path);

        File.Delete(path);
        _directory.Write("b", "keeps the inode from being given again");
        File.WriteAllText(path, "two");
        File.SetLastWriteTimeUtc(path, time);

        FileStamp.Read(path).Should().NotBe(before);
    }

    [Fact]
    public void Read_Link_IsNotFollowed()
    {
        File.CreateSymbolicLink(_directory.Combine("link"), _directory.Path);

        FileStamp.Read(_directory.Combine("link"))!.Value.Type.Should().Be(0xA000);
        FileStamp.Read(_directory.Path)!.Value.Type.Should().Be(0x4000);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("file/below")]
    public void Read_Nothing_IsNull(string path)
    {
        _directory.Write("file", "x");

        FileStamp.Read(_directory.Combine(path)).Should().BeNull();
    }
}
