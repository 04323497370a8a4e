using Forge.Testing;

namespace Forge.Abstractions.Tests.Testing;

public sealed class TempDirectoryTests
{
    [Fact]
    public void Dispose_HoldsFilesAndALinkOut_RemovesItAndNotWhatTheLinkNames()
    {
        using var outside = new TempDirectory();
        outside.Write("kept", "x");
        var directory = new TempDirectory();
        directory.Write("a/b/c", "x");
        Directory.CreateSymbolicLink(directory.Combine("link"), outside.Path);

        directory.Dispose();

        Directory.Exists(directory.Path).Should().BeFalse();
        File.Exists(outside.Combine("kept")).Should().BeTrue();
        directory.Invoking(it => it.Dispose()).Should().NotThrow();
    }

    [Fact]
    public void WriteScript_Always_CanBeExecuted()
    {
        using var directory = new TempDirectory();

        var script = directory.WriteScript("bin/run", "#!/bin/sh\n");

        File.GetUnixFileMode(script).Should().HaveFlag(UnixFileMode.UserExecute);
        File.ReadAllText(script).Should().Be("#!/bin/sh\n");
    }

    [Fact]
    public void Path_OfTwo_Differs()
    {
        using var one = new TempDirectory();
        using var other = new TempDirectory();

        one.Path.Should().NotBe(other.Path).And.StartWith(Path.GetTempPath());
        one.ToString().Should().Be(one.Path);
    }
}
