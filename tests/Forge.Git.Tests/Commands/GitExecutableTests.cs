using Forge.Git.Commands;
using Forge.Testing;

namespace Forge.Git.Tests.Commands;

public sealed class GitExecutableTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CheckVersion_InstalledGit_IsNewEnough() =>
        (await Create("git").CheckVersionAsync(Cancel)).Should().BeGreaterThanOrEqualTo(new Version(2, 39, 2));

    [Fact]
    public async Task CheckVersion_Missing_SaysWhatToInstall()
    {
        var check = () => Create("/nowhere/git").CheckVersionAsync(Cancel);

        (await check.Should().ThrowAsync<GitHostingException>().WithMessage("'/nowhere/git' cannot be run*Install git 2.39.2 or later*")).Which.Failure.Should().Be(GitHostingFailure.Git);
    }

    [Theory]
    [InlineData("git version 2.39.1")]
    [InlineData("git version 1.8.3.1")]
    [InlineData("hello")]
    [InlineData("")]
    public async Task CheckVersion_TooOldOrNoGit_IsRefused(string output)
    {
        var path = _directory.WriteScript("git", $"#!/bin/sh\necho '{output}'\n");

        var check = () => Create(path).CheckVersionAsync(Cancel);

        await check.Should().ThrowAsync<GitHostingException>().WithMessage($"*says '{output}', but git 2.39.2 or later is needed*");
    }

    [Fact]
    public async Task Run_SettingsOfTheUser_AreNotSeen()
    {
        var result = await Create("git").RunAsync(new GitCommand { Arguments = ["config", "--list", "--show-scope"] }, Cancel);

        System.Text.Encoding.UTF8.GetString(result.StandardOutput).Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().OnlyContain(l => l.StartsWith("command\t", StringComparison.Ordinal));
    }

    public void Dispose() => _directory.Dispose();

    private static GitExecutable Create(string path) => new(path, TimeProvider.System);
}
