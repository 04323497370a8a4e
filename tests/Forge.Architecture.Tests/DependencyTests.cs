namespace Forge.Architecture.Tests;

public sealed class DependencyTests
{
    private static readonly string[] HostingOwners = ["Forge.AspNetCore", "Forge.Cli"];

    [Fact]
    public void ImportTable_Always_NamesEveryPackage() =>
        ImportTable.Projects.Keys.Should().BeEquivalentTo(Package.All.Select(package => package.Name));

    [Theory]
    [MemberData(nameof(Package.Names), MemberType = typeof(Package))]
    public void ProjectReferences_OfAPackage_FollowTheImportTable(string name) =>
        Package.Get(name).Items("ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Should().BeSubsetOf(ImportTable.Projects[name]);

    [Theory]
    [MemberData(nameof(Package.Names), MemberType = typeof(Package))]
    public void PackageReferences_OfAPackage_FollowTheImportTable(string name) =>
        Package.Get(name).Items("PackageReference").Should().BeSubsetOf(AllowedPackages(name));

    [Theory]
    [MemberData(nameof(Package.Names), MemberType = typeof(Package))]
    public void AssemblyReferences_OfAPackage_FollowTheImportTable(string name) =>
        Package.Get(name).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(reference => reference.StartsWith("Forge", StringComparison.Ordinal))
            .Should().BeSubsetOf(ImportTable.Projects[name]);

    [Theory]
    [MemberData(nameof(Package.Names), MemberType = typeof(Package))]
    public void FrameworkReferences_OfAPackage_LeaveAspNetCoreToTheHost(string name) =>
        (Package.Get(name).Items("FrameworkReference").Any() && !HostingOwners.Contains(name)).Should().BeFalse();

    [Theory]
    [MemberData(nameof(Package.Names), MemberType = typeof(Package))]
    public void PublicSignatures_OfAPackage_NameNoVendor(string name) =>
        VendorTypes(Package.Get(name).Assembly.ExportedTypes).Should().BeEmpty();

    [Fact]
    public void VendorTypes_Planted_AreFound() =>
        VendorTypes([typeof(PlantedVendorSignature)]).Should().Equal("PlantedVendorSignature uses GivenSelector`1 of FluentAssertions");

    private static IEnumerable<string> AllowedPackages(string name) =>
        name == "Forge.Abstractions" ? ["Microsoft.Extensions.DependencyInjection.Abstractions"]
        : [.. ImportTable.Extensions, .. ImportTable.Packages.GetValueOrDefault(name, [])];

    private static IEnumerable<string> VendorTypes(IEnumerable<Type> types) =>
        from type in types
        from used in Signatures.Of(type)
        let assembly = used.Assembly.GetName().Name!
        where !assembly.StartsWith("System.", StringComparison.Ordinal)
            && !assembly.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
            && !assembly.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
            && !assembly.StartsWith("Forge", StringComparison.OrdinalIgnoreCase)
        select $"{type.Name} uses {used.Name} of {assembly}";

    internal abstract class PlantedVendorSignature
    {
        public abstract Task<IReadOnlyList<FluentAssertions.Execution.GivenSelector<string>[]>> AskAsync(CancellationToken cancellationToken);
    }
}
