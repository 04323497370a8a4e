using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Forge.Artifacts.Tests;

public sealed class FileSystemArtifactStoreForgeBuilderExtensionsTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task AddFileSystemArtifactStore_Twice_GivesTwoStores()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddForge()
            .AddFileSystemArtifactStore(options => options.Directory = _directory.Combine("first"))
            .AddFileSystemArtifactStore(options => (options.Name, options.Directory) = ("second", _directory.Combine("second")));
        using var provider = services.BuildServiceProvider(validateScopes: true);

        var stores = provider.GetServices<IArtifactStore>().ToArray();

        stores.Select(store => store.Name).Should().Equal("files", "second");
        await stores[1].PutAsync(ArtifactKey.Parse("k"), new MemoryStream([1]), TestContext.Current.CancellationToken);
        Directory.Exists(_directory.Combine("second")).Should().BeTrue();
        Directory.Exists(_directory.Combine("first")).Should().BeFalse();
    }

    [Fact]
    public void AddFileSystemArtifactStore_WithoutADirectory_FailsAtStart()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddForge().AddFileSystemArtifactStore(options => options.Name = "");
        using var provider = services.BuildServiceProvider();

        var validating = () => provider.GetRequiredService<IStartupValidator>().Validate();

        validating.Should().Throw<OptionsValidationException>().WithMessage("*Name*required*Directory*required*");
    }
}
