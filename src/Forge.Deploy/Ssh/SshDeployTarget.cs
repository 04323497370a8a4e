using Renci.SshNet;

namespace Forge.Deploy.Ssh;

/// <summary>A machine that is reached over SSH: one connection for each session, one channel for each command.</summary>
internal sealed class SshDeployTarget(string name, SshDeployTargetOptions options, TimeProvider timeProvider) : IDeployTarget
{
    private readonly SshTargetSettings _settings = SshTargetSettings.From(name, options);

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Tags => _settings.Tags;

    /// <inheritdoc/>
    public async Task<IDeploySession> OpenAsync(CancellationToken cancellationToken)
    {
        var policy = await ReadPolicyAsync(cancellationToken).ConfigureAwait(false);
        using var deadline = new CancellationTokenSource(_settings.ConnectTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var client = await ConnectAsync(policy, either.Token).ConfigureAwait(false);
            return await SshDeploySession.OpenAsync(client, _settings, timeProvider, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Fail($"did not answer within {_settings.ConnectTimeout.TotalSeconds:0} seconds. Check the host, its firewall, and ConnectTimeout.", DeployTargetFailure.Unreachable, e);
        }
    }

    private async Task<HostKeyPolicy> ReadPolicyAsync(CancellationToken cancellationToken)
    {
        if (_settings.HostKey is not null)
        {
            return HostKeyPolicy.Pinned(Name, _settings.HostKey);
        }

        var path = _settings.KnownHostsPath!;
        try
        {
            var text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
            return HostKeyPolicy.Known(Name, path, KnownHostsReader.Read(text, _settings.Host, _settings.Port));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fail($"cannot be checked: the known hosts file '{path}' cannot be read: {e.Message}", DeployTargetFailure.HostKey, e);
        }
    }

    // A host has a key of each type and shows one. If a pin is another one's, the host is asked again for the next type.
    private async Task<SshClient> ConnectAsync(HostKeyPolicy policy, CancellationToken cancellationToken)
    {
        string? refusal = null;
        var types = policy.KeyTypes;
        for (var skipped = 0; skipped == 0 || (policy.AnyType && skipped < types.Count); skipped++)
        {
            var attempt = new SshConnectAttempt(_settings, policy, [.. types.Skip(skipped)]);
            if (await attempt.ConnectAsync(cancellationToken).ConfigureAwait(false) is { } client)
            {
                return client;
            }

            refusal ??= attempt.Refusal;
            if (attempt.Refusal is null)
            {
                break;
            }
        }

        throw new DeployTargetException(
            refusal ?? $"'{Name}' offers no host key of a type that Forge accepts.", Name, DeployTargetFailure.HostKey);
    }

    private DeployTargetException Fail(string what, DeployTargetFailure failure, Exception cause) =>
        new($"'{Name}' ({_settings.Host}:{_settings.Port}) {what}", Name, failure, failure is DeployTargetFailure.Unreachable, cause);
}
