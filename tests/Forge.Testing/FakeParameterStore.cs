namespace Forge.Testing;

/// <summary>An <see cref="IParameterStore"/> in memory.</summary>
public sealed class FakeParameterStore : IParameterStore
{
    /// <summary>Gets the parameters by name.</summary>
    public IDictionary<string, string> Parameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets or sets why every read fails, or null.</summary>
    public SecretStoreException? Failure { get; set; }

    /// <summary>Gets the names that were asked for, in order.</summary>
    public IList<string> Asked { get; } = [];

    public Task<SecretValue?> GetParameterAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (Asked)
        {
            Asked.Add(name);
        }

        return Failure is { } failure
            ? throw failure
            : Task.FromResult(Parameters.TryGetValue(name, out var value) ? new SecretValue(value) : null);
    }
}
