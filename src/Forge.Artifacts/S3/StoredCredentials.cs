using System.Text.Json;
using Amazon.Runtime;

namespace Forge.Artifacts.S3;

/// <summary>Credentials that the host's secret store keeps. Read again from time to time, so that a change needs no restart.</summary>
internal sealed class StoredCredentials(ISecretStore secrets, string id, TimeProvider timeProvider) : AWSCredentials
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private volatile Known? _known;

    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials() =>
        _known?.Credentials ?? throw new NotSupportedException("The credentials are read asynchronously.");

    /// <inheritdoc/>
    /// <remarks>Requests that come at the same time may all read the secret: that does no harm.</remarks>
    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        if (_known is not { } known || timeProvider.GetElapsedTime(known.ReadAt) > Lifetime)
        {
            _known = known = new Known(await ReadAsync().ConfigureAwait(false), timeProvider.GetTimestamp());
        }

        return known.Credentials;
    }

    private async Task<ImmutableCredentials> ReadAsync()
    {
        // The caller's token does not come this far; a secret store has time limits of its own.
        var secret = await secrets.GetSecretAsync(new SecretReference { Id = id }, CancellationToken.None).ConfigureAwait(false)
            ?? throw new SecretStoreException($"There is no secret '{id}' with the credentials for the artifact store. Add it to the secret store.");
        try
        {
            using var json = JsonDocument.Parse(secret.Reveal());
            return new ImmutableCredentials(
                json.RootElement.GetProperty("accessKeyId").GetString(),
                json.RootElement.GetProperty("secretAccessKey").GetString(),
                json.RootElement.TryGetProperty("sessionToken", out var token) ? token.GetString() : null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            // Without the cause: its text may hold a part of the secret.
            throw new SecretStoreException($"The secret '{id}' does not hold credentials: write a JSON object with accessKeyId, secretAccessKey and, if there is one, sessionToken.");
        }
    }

    private sealed record Known(ImmutableCredentials Credentials, long ReadAt);
}
