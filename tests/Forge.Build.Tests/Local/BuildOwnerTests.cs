using Forge.Build.Docker;
using Forge.Build.Local;
using Forge.Testing;

namespace Forge.Build.Tests.Local;

public sealed class BuildOwnerTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void TryCreate_HostWasKilledBeforeItTookTheDirectory_Takes()
    {
        Directory.CreateDirectory(_directory.Combine("b-1"));

        BuildOwner.TryCreate(_directory.Combine("b-1")).Should().BeTrue();

        BuildOwner.HasOne(_directory.Combine("b-1")).Should().BeTrue();
    }

    [Theory]
    [InlineData("owner")]
    [InlineData("notes.txt")]
    public void TryCreate_SomethingIsThere_LeavesIt(string file)
    {
        Directory.CreateDirectory(_directory.Combine("b-1"));
        File.WriteAllText(_directory.Combine("b-1", file), "somebody");

        BuildOwner.TryCreate(_directory.Combine("b-1")).Should().BeFalse();

        File.ReadAllText(_directory.Combine("b-1", file)).Should().Be("somebody");
    }

    [Fact]
    public async Task Delete_CannotFinish_LeavesTheNote()
    {
        var directory = _directory.Combine("b-1");
        BuildOwner.TryCreate(directory).Should().BeTrue();
        _directory.Write("b-1/a", "");
        var busy = _directory.MakeDirectory("b-1/files");
        await HostProgram.RunAsync(directory, ["mount", "-t", "tmpfs", "forge-test", busy], Cancel);
        try
        {
            directory.Invoking(BuildOwner.Delete).Should().Throw<IOException>();
            BuildOwner.HasOne(directory).Should().BeTrue();
        }
        finally
        {
            await HostProgram.RunAsync(directory, ["umount", busy], CancellationToken.None);
        }

        BuildOwner.Delete(directory);
        Directory.Exists(directory).Should().BeFalse();
    }

    [Fact]
    public void Create_DirectoryOfAKilledHost_IsTheBuilds()
    {
        Directory.CreateDirectory(_directory.Combine("b-1"));
        var build = new BuildDirectory(_directory.Combine("b-1"));

        build.Create();

        build.TryTake().Should().BeTrue();
        build.Invoking(again => again.Create()).Should().Throw<BuildExecutorException>().WithMessage("*another build has the id 'b-1'*");
    }
}
