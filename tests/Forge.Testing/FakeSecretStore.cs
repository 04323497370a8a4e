namespace Forge.Testing;

/// <summary>An <see cref="ISecretStore"/> in memory. The last version of a secret is the current one, the one before it the previous one.</summary>
public sealed class FakeSecretStore : ISecretStore
{
    private const string Current = "AWSCURRENT";
    private const string Previous = "AWSPREVIOUS";

    private readonly Dictionary<string, List<(string Version, string Value)>> _secrets = new(StringComparer.Ordinal);

    /// <summary>Gets or sets why every read fails, or null.</summary>
    public SecretStoreException? Failure { get; set; }

    /// <summary>Gets what was asked for, in order.</summary>
    public IList<SecretReference> Asked { get; } = [];

    /// <summary>Adds a version of a secret.</summary>
    public void Add(string id, string value, string version = "v1")
    {
        if (!_secrets.TryGetValue(id, out var versions))
        {
            _secrets[id] = versions = [];
        }

        versions.Add((version, value));
    }

    public Task<SecretValue?> GetSecretAsync(SecretReference reference, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (Asked)
        {
            Asked.Add(reference);
        }

        if (Failure is { } failure)
        {
            throw failure;
        }

        var versions = _secrets.GetValueOrDefault(reference.Id) ?? [];
        var value = (reference.Version, reference.Stage ?? Current) switch
        {
            ({ } version, _) => versions.FirstOrDefault(known => known.Version == version).Value,
            (_, Current) => versions.LastOrDefault().Value,
            (_, Previous) => versions.SkipLast(1).LastOrDefault().Value,
            _ => null,
        };
        return Task.FromResult(value is null ? null : new SecretValue(value));
    }
}
