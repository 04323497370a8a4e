using Forge.Conformance;
using Forge.Testing;

namespace Forge.Abstractions.Tests.Secrets;

public sealed class FakeParameterStoreConformanceTests : ParameterStoreConformanceTests
{
    private readonly FakeParameterStore _store = new();

    protected override IParameterStore Store => _store;

    protected override Task WriteAsync(string name, string value)
    {
        _store.Parameters[name] = value;
        return Task.CompletedTask;
    }
}
