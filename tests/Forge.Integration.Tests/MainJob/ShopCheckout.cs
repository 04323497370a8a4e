using System.Diagnostics;
using Forge.Testing;

namespace Forge.Integration.Tests.MainJob;

/// <summary>A working copy of a small application, and the real git client.</summary>
internal sealed class ShopCheckout
{
    private const string Buildspec = """
        version: 0.2
        env:
          variables:
            GREETING: hello
        phases:
          build:
            commands:
              - mkdir -p out/app out/scripts
              - echo "$GREETING $(cat VERSION)" > out/app/page.txt
              - cp VERSION out/app/
              - cp appspec.yml out/ && cp hook.sh out/scripts/
        artifacts:
          files: ['**/*']
          base-directory: out
        """;

    private const string AppSpec = """
        version: 0.0
        os: linux
        files:
          - source: app
            destination: /srv/shop
        permissions:
          - object: /srv/shop
            pattern: "*.txt"
            mode: 640
            type: [file]
        hooks:
          ApplicationStop: [{ location: scripts/hook.sh, timeout: 20 }]
          BeforeInstall: [{ location: scripts/hook.sh, timeout: 20 }]
          AfterInstall: [{ location: scripts/hook.sh, timeout: 20 }]
          ApplicationStart: [{ location: scripts/hook.sh, timeout: 20 }]
          ValidateService: [{ location: scripts/hook.sh, timeout: 20 }]
        """;

    // Says which hook of which version ran, in a file that Forge knows nothing of. A version named bad does not validate.
    private const string Hook = """
        #!/bin/sh
        version=$(cat "$(dirname "$0")/../app/VERSION")
        echo "$LIFECYCLE_EVENT $version" >> "$SHOP_LOG"
        [ "$LIFECYCLE_EVENT" != ValidateService ] || [ "$version" != bad ] || { echo "the shop does not answer"; exit 7; }
        """;

    private readonly TempDirectory _root;
    private readonly string _directory;

    public ShopCheckout(TempDirectory root)
    {
        _root = root;
        _directory = root.Combine("checkout");
        Write("buildspec.yml", Buildspec);
        Write("appspec.yml", AppSpec);
        Write("hook.sh", Hook);
    }

    public void Write(string name, string content) => _root.Write(Path.Combine("checkout", name), content);

    public async Task CommitAsync(string version, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(_directory, ".git")))
        {
            await GitAsync(cancellationToken, "init", "-q", "-b", "main");
        }

        Write("VERSION", version);
        await GitAsync(cancellationToken, "add", "-A");
        await GitAsync(cancellationToken, "-c", "user.name=Alice", "-c", "user.email=alice@example.com", "commit", "-q", "-m", $"Release {version}");
    }

    public async Task PushAsync(string url, CancellationToken cancellationToken)
    {
        var (code, output) = await TryGitAsync(cancellationToken, "push", url, "main");
        code.Should().Be(0, output);
    }

    public async Task<(int ExitCode, string Output)> TryGitAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = _directory, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var git = Process.Start(start)!;
        var error = git.StandardError.ReadToEndAsync(cancellationToken);
        var output = await git.StandardOutput.ReadToEndAsync(cancellationToken);
        await git.WaitForExitAsync(cancellationToken);
        return (git.ExitCode, output + await error);
    }

    private async Task GitAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var (code, output) = await TryGitAsync(cancellationToken, arguments);
        code.Should().Be(0, output);
    }
}
