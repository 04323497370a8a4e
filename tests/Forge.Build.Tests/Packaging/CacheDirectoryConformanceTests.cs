using Forge.Artifacts;
using Forge.Build.Packaging;
using Forge.Conformance;
using Forge.Testing;

namespace Forge.Build.Tests.Packaging;

public sealed class CacheDirectoryConformanceTests : ArtifactStoreConformanceTests, IDisposable
{
    private readonly TempDirectory _directory = new();

    public CacheDirectoryConformanceTests() => Store = new CacheDirectory(_directory.Combine("caches"));

    protected override IArtifactStore Store { get; }

    public void Dispose() => _directory.Dispose();

    protected override async Task CorruptAsync(ArtifactKey key)
    {
        var file = Directory.EnumerateFiles(Path.Combine(_directory.Combine("caches"), key.Value)).Single();
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
    }
}
