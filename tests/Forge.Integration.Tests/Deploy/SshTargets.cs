using Forge.Deploy;
using Forge.Deploy.Ssh;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Integration.Tests.Deploy;

/// <summary>Targets that a host has registered for one server.</summary>
internal sealed class SshTargets(OpenSshServer server) : IDisposable
{
    private readonly List<ServiceProvider> _hosts = [];
    private IDeployTarget? _pinned;

    /// <summary>Gets the target with the right user, key and host key.</summary>
    public IDeployTarget Pinned => _pinned ??= Add(_ => { });

    /// <summary>Registers a target with something different.</summary>
    public IDeployTarget Add(Action<SshDeployTargetOptions> change)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddForge().AddSshDeployTarget("web-1", target =>
        {
            target.Host = server.Host;
            target.Port = server.Port;
            target.User = server.User;
            target.PrivateKeyPath = server.PrivateKeyPath;
            target.HostKey = server.HostKeyFingerprint;
            change(target);
        });
        _hosts.Add(services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
        return _hosts[^1].GetServices<IDeployTarget>().Should().ContainSingle().Subject;
    }

    public void Dispose()
    {
        foreach (var host in _hosts)
        {
            host.Dispose();
        }
    }
}
