using System.Xml.Linq;
using Forge.Testing;

namespace Forge.Integration.Tests.Packages;

/// <summary>The packages are what we ship: they are complete, and an application outside this tree can build with them.</summary>
public sealed class PackageTests(PackageFolder packages) : IClassFixture<PackageFolder>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. PackageFolder.Names];

    [Fact]
    public void Pack_Always_YieldsTwoFilesForEachProject() =>
        Directory.EnumerateFiles(packages.FullName).Select(Path.GetFileName)
            .Should().BeEquivalentTo(PackageFolder.Names.SelectMany(name => new[] { $"{name}.{packages.Version}.nupkg", $"{name}.{packages.Version}.snupkg" }));

    [Theory]
    [MemberData(nameof(Names))]
    public void Package_OfEachProject_HasReadmeLicenceAndDescription(string name)
    {
        var metadata = packages.Metadata(name);

        packages.Entries(name).Should().Contain("README.md");
        Value(metadata, "readme").Should().Be("README.md");
        Value(metadata, "license").Should().Be("Apache-2.0");
        Value(metadata, "description").Should().NotBeEmpty().And.NotBe("Package Description");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Package_OfEachProject_HasSymbolsAndDocumentation(string name)
    {
        var (assembly, folder) = name == "Forge.Cli" ? ("forge", "tools/net10.0/any") : (name, "lib/net10.0");

        packages.Entries(name).Should().Contain([$"{folder}/{assembly}.dll", $"{folder}/{assembly}.xml"]);
        packages.Entries(name, "snupkg").Should().Contain($"{folder}/{assembly}.pdb");
    }

    [Fact]
    public async Task Application_OutsideTheTree_RunsABuildThroughThePackages()
    {
        using var directory = new TempDirectory();
        var application = new ConsumerApplication(directory, packages);
        directory.Write("source/buildspec.yml", "version: 0.2\nphases:\n  build:\n    commands:\n      - echo hello > hello.txt\nartifacts:\n  files:\n    - hello.txt\n");
        await application.BuildAsync(Cancel);

        var output = await application.RunAsync(directory.Combine("source"), Cancel);

        output.Should().MatchRegex(@"\ASucceeded hello/\S+ [0-9a-f]{64}\z");
    }

    [Fact]
    public async Task Tool_Installed_Answers()
    {
        using var directory = new TempDirectory();
        string[] install = ["dotnet", "tool", "install", "Forge.Cli", "--tool-path", directory.Combine("tools"), "--source", packages.FullName, "--version", packages.Version];
        await HostProgram.RunAsync(directory.Path, install, Cancel);

        var help = await HostProgram.RunAsync(directory.Path, [directory.Combine("tools", "forge"), "--help"], Cancel);

        help.Should().Contain("forge [command]").And.Contain("deploy");
    }

    private static string Value(XElement metadata, string element) =>
        metadata.Elements().Single(found => found.Name.LocalName == element).Value;
}
