using System.Reflection;
using System.Xml.Linq;
using Forge.Testing;

namespace Forge.Architecture.Tests;

/// <summary>A package under src, as its project file and its assembly describe it.</summary>
internal sealed record Package(string Name, XDocument Project, Assembly Assembly)
{
    private const string ToolName = "forge";

    /// <summary>Gets every package.</summary>
    public static IReadOnlyList<Package> All { get; } =
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"), "Forge.*").Select(Path.GetFileName).Order().Select(name => Load(name!))];

    /// <summary>Gets the package of contracts.</summary>
    public static Package Abstractions { get; } = All.Single(package => package.Name == "Forge.Abstractions");

    /// <summary>Gets the names of every package, for theories.</summary>
    public static TheoryData<string> Names => [.. All.Select(package => package.Name)];

    /// <summary>Gets the types that somebody wrote, nested ones too.</summary>
    public IEnumerable<Type> WrittenTypes => Assembly.GetTypes().Where(IsWritten);

    /// <summary>Finds a package.</summary>
    /// <param name="name">Its name.</param>
    public static Package Get(string name) => All.Single(package => package.Name == name);

    /// <summary>Returns the values of an item of the project file.</summary>
    /// <param name="item">The item, such as <c>PackageReference</c>.</param>
    public IEnumerable<string> Items(string item) => Project.Descendants(item).Select(element => element.Attribute("Include")!.Value);

    private static Package Load(string name) => new(
        name,
        XDocument.Load(Path.Combine(Repository.Root, "src", name, $"{name}.csproj")),
        Assembly.Load(name == "Forge.Cli" ? ToolName : name));

    // Generated code lives in types with names that no language allows, or says so.
    private static bool IsWritten(Type type) =>
        type.FullName!.IndexOfAny(['<', '>']) < 0
        && type.GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>() is null
        && type.Namespace?.StartsWith("Forge", StringComparison.Ordinal) == true;
}
