using System.IO.Compression;
using System.Xml.Linq;
using Forge.Testing;

namespace Forge.Integration.Tests.Packages;

/// <summary>A folder with every package of this working tree, packed once.</summary>
public sealed class PackageFolder : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();

    /// <summary>Gets the names of the packages: those of the projects under src.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"), "Forge.*").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Gets the absolute path.</summary>
    public string FullName => _directory.Path;

    /// <summary>Gets the version of the packages.</summary>
    public string Version { get; private set; } = "";

    // artifacts/bin/PROJECT/CONFIGURATION/
    private static string Configuration => Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        string[] pack = ["dotnet", "pack", "Forge.sln", "--no-build", "--configuration", Configuration, "--output", FullName, "-nodeReuse:false"];
        await HostProgram.RunAsync(Repository.Root, pack, TestContext.Current.CancellationToken);
        Version = Directory.EnumerateFiles(FullName, "Forge.Abstractions.*.nupkg").Select(file => Path.GetFileNameWithoutExtension(file)["Forge.Abstractions.".Length..]).Single();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Lists the entries of a package.</summary>
    public IReadOnlyList<string> Entries(string name, string extension = "nupkg")
    {
        using var package = ZipFile.OpenRead(File(name, extension));
        return [.. package.Entries.Select(entry => entry.FullName)];
    }

    /// <summary>Reads what a package says about itself.</summary>
    public XElement Metadata(string name)
    {
        using var package = ZipFile.OpenRead(File(name, "nupkg"));
        using var nuspec = package.GetEntry($"{name}.nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    private string File(string name, string extension) => Path.Combine(FullName, $"{name}.{Version}.{extension}");
}
