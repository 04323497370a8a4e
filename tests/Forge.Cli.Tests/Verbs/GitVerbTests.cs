using System.Text.Json;
using Forge.Testing;

namespace Forge.Cli.Tests.Verbs;

public sealed class GitVerbTests : IDisposable
{
    private readonly TempDirectory _root = new();

    [Fact]
    public async Task Repository_CreatedRenamedDeleted_ListFollows()
    {
        (await CliRun.OfAsync("git", "repo", "create", "shop", "--root", _root.Path)).ExitCode.Should().Be(0);
        (await CliRun.OfAsync("git", "repo", "list", "--root", _root.Path)).Output.Trim().Should().Be("shop");
        (await CliRun.OfAsync("git", "repo", "rename", "shop", "store", "--root", _root.Path)).ExitCode.Should().Be(0);
        (await CliRun.OfAsync("git", "repo", "list", "--root", _root.Path, "--json")).LastLine.Should().Contain("\"store\"");
        (await CliRun.OfAsync("git", "repo", "delete", "store", "--root", _root.Path)).ExitCode.Should().Be(0);
        (await CliRun.OfAsync("git", "repo", "list", "--root", _root.Path)).Output.Should().BeEmpty();
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("shop.git")]
    public async Task CreateRepository_BadName_ExitsWithTwoAndSaysTheRule(string name)
    {
        var run = await CliRun.OfAsync("git", "repo", "create", name, "--root", _root.Path);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain($"'{name}' is not a repository name");
    }

    [Fact]
    public async Task CreateUser_Json_PrintsTheCredentialOnce()
    {
        var run = await CliRun.OfAsync("git", "user", "create", "alice", "--push", "shop", "--root", _root.Path, "--json");

        run.ExitCode.Should().Be(0);
        var credential = JsonDocument.Parse(run.LastLine).RootElement;
        credential.GetProperty("userName").GetString().Should().Be("alice");
        var password = credential.GetProperty("password").GetString()!;
        password.Length.Should().BeGreaterThan(40);
        Directory.EnumerateFiles(_root.Path, "*", SearchOption.AllDirectories).Select(File.ReadAllText).Should().NotContain(content => content.Contains(password));
    }

    public void Dispose() => _root.Dispose();
}
