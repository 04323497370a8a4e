using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Agents.Polling;

/// <summary>This agent's identity over time: whatever the server may learn is on the disk before. Not safe for concurrent use.</summary>
internal sealed class AgentIdentity(RegistrationFile file, AgentClient client, TimeProvider timeProvider)
{
    private const double PartUsed = 0.6;

    private TimeSpan? _lifetime;
    private long _begin;

    /// <summary>Gets the agent's name.</summary>
    public string Agent => client.Registration.Agent;

    /// <summary>Gets a value indicating whether a next credential was made.</summary>
    public bool HasNext => client.Registration.NextCredential is not null;

    /// <summary>Gets how long the credential is good for until it should be replaced; null for ever.</summary>
    public TimeSpan? Left => _lifetime * PartUsed - timeProvider.GetElapsedTime(_begin);

    /// <summary>Prepares the beginning of a session.</summary>
    /// <returns>The link of the last session and that of the next.</returns>
    /// <exception cref="AgentException">The file cannot be written.</exception>
    public async Task<(string Link, string NextLink)> PrepareLinkAsync(CancellationToken cancellationToken)
    {
        if (client.Registration is { NextLink: null } registration)
        {
            await KeepAsync(registration with { NextLink = BearerCredential.CreateSecret() }, cancellationToken).ConfigureAwait(false);
        }

        return (client.Registration.Link, client.Registration.NextLink!);
    }

    /// <summary>Notes that a session has begun.</summary>
    /// <exception cref="AgentException">The file cannot be written.</exception>
    public async Task ConnectedAsync(ConnectAnswer answer, CancellationToken cancellationToken)
    {
        var registration = client.Registration;
        await KeepAsync(registration with { Link = registration.NextLink!, NextLink = null }, cancellationToken).ConfigureAwait(false);
        SetLifetime(answer.CredentialSeconds);
    }

    /// <summary>Replaces the credential when most of its time is over.</summary>
    /// <returns>Whether it was replaced.</returns>
    /// <exception cref="AgentException">The server does not answer or refuses, or the file cannot be written.</exception>
    public async Task<bool> ReplaceAsync(CancellationToken cancellationToken)
    {
        if (Left is not { } left || left > TimeSpan.Zero)
        {
            return false;
        }

        var next = client.Registration.NextCredential ?? BearerCredential.CreateSecret();
        await KeepAsync(client.Registration with { NextCredential = next }, cancellationToken).ConfigureAwait(false);
        var answer = await client.ReplaceAsync(next, cancellationToken).ConfigureAwait(false);
        await KeepAsync(client.Registration with { Credential = next, NextCredential = null }, cancellationToken).ConfigureAwait(false);
        SetLifetime(answer.CredentialSeconds);
        return true;
    }

    /// <summary>Makes a call with the next credential: the server may know it already, when it refuses the other.</summary>
    /// <exception cref="AgentException">It is refused too; then nothing has changed.</exception>
    public async Task<T> WithNextAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var before = client.Registration;
        await client.ChangeAsync(before with { Credential = before.NextCredential!, NextCredential = null }, cancellationToken).ConfigureAwait(false);
        try
        {
            var answer = await call().ConfigureAwait(false);
            file.Write(client.Registration);
            return answer;
        }
        catch (AgentException)
        {
            await client.ChangeAsync(before, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private async Task KeepAsync(Registration registration, CancellationToken cancellationToken)
    {
        file.Write(registration);
        await client.ChangeAsync(registration, cancellationToken).ConfigureAwait(false);
    }

    private void SetLifetime(double? seconds)
    {
        _lifetime = seconds is { } some ? TimeSpan.FromSeconds(some) : null;
        _begin = timeProvider.GetTimestamp();
    }
}
