using Forge.Testing;

[assembly: AssemblyFixture(typeof(Forge.Cli.Tests.OwnCache))]

namespace Forge.Cli.Tests;

/// <summary>Keeps what the tool remembers away from the user who runs the tests.</summary>
public sealed class OwnCache : IDisposable
{
    private readonly TempDirectory _directory = new();

    public OwnCache() => Environment.SetEnvironmentVariable("XDG_CACHE_HOME", _directory.Path);

    public void Dispose() => _directory.Dispose();
}
