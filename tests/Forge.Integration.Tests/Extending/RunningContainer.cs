using Forge.Testing;

namespace Forge.Integration.Tests.Extending;

/// <summary>A container that waits, for the tests of one class.</summary>
public sealed class RunningContainer(DockerDaemon docker) : IAsyncLifetime
{
    private string Host => docker.Endpoint.OriginalString;

    /// <summary>Gets the engine.</summary>
    public Uri Engine => docker.Endpoint;

    /// <summary>Gets the container's id.</summary>
    public string Id { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() =>
        Id = await HostProgram.RunAsync("/", ["docker", "--host", Host, "run", "--detach", "--network", "none", DockerDaemon.BuildImage, "sleep", "infinity"], TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() =>
        await HostProgram.RunAsync("/", ["docker", "--host", Host, "rm", "--force", Id], CancellationToken.None);
}
