using Forge.Conformance;
using Forge.Testing;

namespace Forge.Abstractions.Tests.Secrets;

public sealed class FakeSecretStoreConformanceTests : SecretStoreConformanceTests
{
    private readonly FakeSecretStore _store = new();
    private int _versions;

    protected override ISecretStore Store => _store;

    protected override Task<string> WriteAsync(string id, string value)
    {
        var version = $"v{++_versions}";
        _store.Add(id, value, version);
        return Task.FromResult(version);
    }
}
