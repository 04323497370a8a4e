using Forge.Git.Commands;
using Forge.Testing;

namespace Forge.Git.Tests.Pushes;

/// <summary>What git itself does with a push when the hooks are not as they should be and nobody has noticed: the last line of defence.</summary>
public sealed class LatchTests : IDisposable
{
    private const UnixFileMode NotExecutable = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempDirectory _directory = new();
    private readonly GitClient _client = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReceivePack_HooksThatGitSkips_MovesNothing(bool areThere)
    {
        var hooks = _directory.MakeDirectory("hooks");
        if (areThere)
        {
            foreach (var name in new[] { "pre-receive", "proc-receive", "post-receive" })
            {
                File.SetUnixFileMode(_directory.Write($"hooks/{name}", "#!/bin/sh\nexit 0\n"), NotExecutable);
            }
        }

        await _client.RunAsync("", "init", "--quiet", "--bare", "shop.git");
        await _client.InitAsync("work");
        var environment = GitEnvironment.ForServing("git", hooks, 0, 1, null);
        var wrapper = _directory.WriteScript("receive-pack", $"#!/bin/sh\n{string.Concat(environment.Select(e => $"export {e.Key}='{e.Value}'\n"))}exec git receive-pack \"$@\"\n");

        var result = await _client.TryAsync("work", "push", $"--receive-pack={wrapper}", _client.Combine("shop.git"), "main");

        result.ExitCode.Should().NotBe(0);
        result.Error.Should().Contain("fail to run proc-receive hook");
        (await _client.RunAsync("shop.git", "for-each-ref")).Should().BeEmpty();
    }

    public void Dispose()
    {
        _client.Dispose();
        _directory.Dispose();
    }
}
