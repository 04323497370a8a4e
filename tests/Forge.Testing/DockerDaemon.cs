using Xunit;

namespace Forge.Testing;

/// <summary>A real Docker Engine with private sockets, and images that were made on this machine.</summary>
/// <remarks>
/// Use it as an assembly fixture. Several test projects share one engine when <c>FORGE_TEST_DOCKER</c> names its endpoint, as
/// <c>test.sh</c> does. Needs docker.io and busybox-static, and the administrator. Containers have no network: there is no bridge.
/// </remarks>
public class DockerDaemon : IAsyncLifetime
{
    /// <summary>An image of nothing but busybox: its shell is ash. It has the users, the runtimes and the variable of <see cref="BuildImage"/>.</summary>
    public const string BusyboxImage = "forge/busybox:local";

    /// <summary>An image with dash as sh, bash, coreutils, findutils, grep, sed, awk, tar, gzip, setsid, setpriv, flock, perl and git;
    /// with the users <c>u1</c>, <c>u2</c> and <c>app</c>, the runtimes of <c>eng/build-image/runtimes.yml</c>, and FROM_IMAGE set to 0.</summary>
    public const string BuildImage = "forge/build:local";

    /// <summary><see cref="BuildImage"/> with <c>app</c> as its own user.</summary>
    public const string UserImage = "forge/user:local";

    private const string Script = "eng/docker-engine";
    private const string SharedEngine = "FORGE_TEST_DOCKER";

    private readonly string[] _words;
    private TempDirectory? _directory;
    private bool _isPrivate;

    /// <summary>Initializes a new instance of the <see cref="DockerDaemon"/> class.</summary>
    public DockerDaemon()
        : this([])
    {
    }

    /// <summary>Initializes a new instance of the <see cref="DockerDaemon"/> class that nobody shares.</summary>
    /// <param name="words">What the script is told beside the directory.</param>
    protected DockerDaemon(string[] words) => _words = words;

    /// <summary>Gets where the engine listens: <c>unix:///…/docker.sock</c>.</summary>
    public Uri Endpoint { get; private set; } = new("unix:///nowhere");

    /// <summary>Starts an engine that no other test uses. The caller disposes it.</summary>
    public static async Task<DockerDaemon> StartPrivateAsync()
    {
        var daemon = new DockerDaemon { _isPrivate = true };
        await daemon.InitializeAsync();
        return daemon;
    }

    /// <summary>Kills the engine, which must be private, and starts it again. Containers go on meanwhile.</summary>
    public Task CrashAsync() => RunScriptAsync("crash", _directory!.Path);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (_words.Length == 0 && !_isPrivate && Environment.GetEnvironmentVariable(SharedEngine) is { Length: > 0 } shared)
        {
            Endpoint = new Uri(shared);
            return;
        }

        _directory = new TempDirectory();
        Endpoint = new Uri(await RunScriptAsync(["start", _directory.Path, .. _words]));
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_directory is not null)
        {
            await RunScriptAsync("stop", _directory.Path);
            _directory.Dispose();
        }
    }

    private static Task<string> RunScriptAsync(params string[] arguments) =>
        HostProgram.RunAsync(Repository.Root, [Path.Combine(Repository.Root, Script), .. arguments], CancellationToken.None);
}
