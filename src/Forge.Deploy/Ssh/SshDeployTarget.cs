namespace Forge.Deploy.Ssh;

/// <summary>A machine that is reached over SSH: one connection for each session, one channel for each command.</summary>
internal sealed class SshDeployTarget(string name, SshDeployTargetOptions options, ISecretStore? secrets, TimeProvider timeProvider) : IDeployTarget
{
    private readonly SshTargetSettings _settings = SshTargetSettings.From(name, options);

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Tags => _settings.Tags;

    /// <inheritdoc/>
    public async Task<IDeploySession> OpenAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_settings.ConnectTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var route = await new SshConnector(_settings, secrets, timeProvider).ConnectAsync(either.Token).ConfigureAwait(false);
            return await SshDeploySession.OpenAsync(route, _settings, timeProvider, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DeployTargetException(
                $"'{Name}' ({_settings.Endpoint.Host}:{_settings.Endpoint.Port}) did not answer within {_settings.ConnectTimeout.TotalSeconds:0} seconds. Check the host, its firewall, and ConnectTimeout.",
                Name,
                DeployTargetFailure.Unreachable,
                isTransient: true,
                e);
        }
    }
}
