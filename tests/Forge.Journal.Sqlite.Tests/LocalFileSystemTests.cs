namespace Forge.Journal.Sqlite.Tests;

public sealed class LocalFileSystemTests
{
    [Theory]
    [InlineData(0x6969, "NFS")]
    [InlineData(0xFF534D42, "CIFS")]
    [InlineData(0xFE534D42, "SMB2")]
    [InlineData(unchecked((int)0xFF534D42), "CIFS")]
    [InlineData(0x00C36400, "Ceph")]
    public void NameOfRemote_NetworkFileSystem_HasAName(long type, string name) => LocalFileSystem.NameOfRemote(type).Should().Be(name);

    [Theory]
    [InlineData(0xEF53)] // ext4
    [InlineData(0x01021994)] // tmpfs
    [InlineData(0x794C7630)] // overlay
    [InlineData(0x58465342)] // XFS
    [InlineData(0x9123683E)] // btrfs
    public void NameOfRemote_LocalFileSystem_HasNone(long type) => LocalFileSystem.NameOfRemote(type).Should().BeNull();

    [Fact]
    public void Check_LocalDirectory_IsTaken()
    {
        var checking = () => LocalFileSystem.Check(Path.GetTempPath());

        checking.Should().NotThrow();
    }
}
