using System.Net;

namespace Forge.AspNetCore.Tests;

public sealed class GitHookTests : GitServerTest
{
    public static TheoryData<string> Hooks => ["pre-receive", "proc-receive", "post-receive"];

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task Push_HookWithoutExecutableBit_IsRefused(string hook)
    {
        File.SetUnixFileMode(Path.Combine(HooksDirectory, hook), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await PushMustFailAsync();
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task Push_HookWritableByOthers_IsRefused(string hook)
    {
        var path = Path.Combine(HooksDirectory, hook);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherWrite);

        await PushMustFailAsync();
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task Push_HookChanged_IsRefused(string hook)
    {
        await File.AppendAllTextAsync(Path.Combine(HooksDirectory, hook), "exit 0\n", Cancel);

        await PushMustFailAsync();
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task Push_HookReplacedByALink_IsRefused(string hook)
    {
        var path = Path.Combine(HooksDirectory, hook);
        File.Move(path, Git.Combine("hook"));
        File.CreateSymbolicLink(path, Git.Combine("hook"));

        await PushMustFailAsync();
    }

    [Fact]
    public async Task Push_HooksDirectoryGone_IsRefused()
    {
        Directory.Delete(HooksDirectory, recursive: true);

        await PushMustFailAsync();
    }

    [Fact]
    public async Task Fetch_HooksDirectoryGone_StillWorks()
    {
        await PushFirstAsync();
        Directory.Delete(HooksDirectory, recursive: true);

        (await Git.TryAsync("", "ls-remote", ShopUrl)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Start_HooksWereChanged_WritesThemAgain()
    {
        Directory.Delete(HooksDirectory, recursive: true);

        await RestartAsync();

        (await PushFirstAsync()).Should().NotBeEmpty();
    }

    [Fact]
    public async Task InfoRefs_HookUnusable_SaysSoBeforeAnythingIsSent()
    {
        File.Delete(Path.Combine(HooksDirectory, "pre-receive"));

        using var response = await Server.SendAsync(HttpMethod.Get, "/git/shop/info/refs?service=git-receive-pack", Owner);

        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync(Cancel)).Should().StartWith("Pushes are refused");
    }

    private async Task PushMustFailAsync()
    {
        await Git.InitAsync("work");

        var result = await Git.TryAsync("work", "push", ShopUrl, "main");

        result.ExitCode.Should().NotBe(0);
        (await ReadRefsAsync()).Should().BeEmpty();
        (await ReadEventsAsync()).Should().BeEmpty();
    }
}
