using System.Text.Json;
using Forge.Testing;

namespace Forge.Cli.Tests.Verbs;

public sealed class PushVerbTests : IDisposable
{
    private const string AppSpec = "version: 0.0\nos: linux\nfiles:\n  - source: page.txt\n    destination: /srv\n";

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Push_Directory_PrintsTheKeyAndWhatComesNext()
    {
        _directory.Write("revision/appspec.yml", AppSpec);
        _directory.Write("revision/page.txt", "page");

        var run = await PushAsync();

        run.ExitCode.Should().Be(0, run.Error);
        run.LastLine.Should().StartWith("shop/");
        run.Error.Should().Contain($"forge deploy --config forge.json --group GROUP --revision {run.LastLine}").And.Contain("2 files");
    }

    [Fact]
    public async Task Push_Json_IsOneObject()
    {
        _directory.Write("revision/appspec.yml", AppSpec);
        _directory.Write("revision/page.txt", "page");
        _directory.Write("revision/.env", "");
        _directory.Write("revision/.gitignore", "*.txt\n");

        var run = await PushAsync("--json", "--key", "a/b.zip", "--git-ignore", "--ignore-hidden-files");

        var report = JsonDocument.Parse(run.LastLine).RootElement;
        report.GetProperty("key").GetString().Should().Be("a/b.zip");
        report.GetProperty("sha256").GetString().Should().HaveLength(64);
        report.GetProperty("files").GetInt32().Should().Be(1);
        report.GetProperty("next").GetString().Should().EndWith("--revision a/b.zip");
    }

    [Theory]
    [InlineData("zip", "PK")]
    [InlineData("tree", "FORGETREE")]
    public async Task Push_Type_IsWhatIsStored(string type, string start)
    {
        _directory.Write("revision/appspec.yml", AppSpec);

        var run = await PushAsync("--type", type, "--key", "shop/1");

        run.ExitCode.Should().Be(0, run.Error);
        Directory.GetFiles(_directory.Combine("store"), "*", SearchOption.AllDirectories)
            .Should().ContainSingle(file => File.ReadAllText(file).StartsWith(start, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Push_Tree_RemembersTheDigestsForTheNextPush()
    {
        var source = _directory.Write("revision/appspec.yml", AppSpec);
        File.SetLastWriteTimeUtc(source, DateTime.UnixEpoch);

        var first = await PushAsync();
        var remembered = Directory.GetFiles(Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME")!, "forge", "push"));
        await File.WriteAllTextAsync(remembered.MaxBy(File.GetLastWriteTimeUtc)!, "damaged", TestContext.Current.CancellationToken);
        var second = await PushAsync();

        second.ExitCode.Should().Be(0, second.Error);
        second.LastLine.Should().Be(first.LastLine, "what is remembered may be lost");
    }

    [Fact]
    public async Task Push_TreeWithAKeyOfOnePart_ExitsWithTwo()
    {
        _directory.Write("revision/appspec.yml", AppSpec);

        var run = await PushAsync("--key", "one");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("'one' cannot be the key of a tree").And.Contain("'shop/one'");
    }

    [Fact]
    public async Task Push_AppSpecIsWrong_ExitsWithTwoAndThePlace()
    {
        _directory.Write("revision/appspec.yml", "version: 0.0\nos: linux\nhooks:\n  AfterInstal: []\n");

        var run = await PushAsync();

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("appspec.yml(").And.Contain("AfterInstall");
        Directory.Exists(_directory.Combine("store")).Should().BeFalse();
    }

    [Fact]
    public async Task Push_NoAppSpec_ExitsWithTwo()
    {
        _directory.Write("revision/page.txt", "page");

        var run = await PushAsync();

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("appspec.yml");
    }

    [Theory]
    [InlineData("--store", "ftp://host/store", "ftp://host/store")]
    [InlineData("--key", "a//b", "'a//b'")]
    public async Task Push_ValueThatCannotBe_ExitsWithTwo(string option, string value, string expected)
    {
        _directory.Write("revision/appspec.yml", AppSpec);
        string[] store = option == "--store" ? [] : ["--store", _directory.Combine("store")];

        var run = await CliRun.OfAsync(["push", "--source", _directory.Combine("revision"), "--application-name", "shop", .. store, option, value]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(expected);
    }

    private Task<CliRun> PushAsync(params string[] more) => CliRun.OfAsync(
        ["push", "--source", _directory.Combine("revision"), "--application-name", "shop", "--store", $"file://{_directory.Combine("store")}", .. more]);
}
