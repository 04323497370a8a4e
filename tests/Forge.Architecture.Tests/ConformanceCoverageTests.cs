using System.Reflection;
using System.Text.RegularExpressions;
using Forge.Build;
using Forge.Deploy;
using Forge.Testing;

namespace Forge.Architecture.Tests;

/// <summary>Every implementation of a seam, fakes included, is held to the seam's suite.</summary>
/// <remarks>The test classes are found in the source: they lie in programs that this one does not refer to.</remarks>
public sealed partial class ConformanceCoverageTests
{
    // What a seam hands out is tested with the seam; outputs are the engine's; a builder is not a seam.
    private static readonly Type[] NotSeams = [typeof(IForgeBuilder), typeof(IBuildEnvironment), typeof(IBuildOutput), typeof(IDeploySession)];

    private static readonly Dictionary<string, string> TestClasses = Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .SelectMany(file => DerivedClass().Matches(File.ReadAllText(file)))
        .DistinctBy(match => match.Groups["name"].Value)
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["parent"].Value);

    public static TheoryData<string> Seams =>
        [.. Package.Abstractions.Assembly.ExportedTypes.Where(type => type.IsInterface).Except(NotSeams).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Seams))]
    public void Seam_Always_HasASuite(string seam) => SuiteOf(seam).Should().NotBeNull();

    [Theory]
    [MemberData(nameof(Seams))]
    public void Implementations_OfASeam_DeriveItsSuite(string seam) =>
        Uncovered(seam, Implementations(seam)).Should().BeEmpty();

    [Fact]
    public void Uncovered_Planted_IsFound() =>
        Uncovered(nameof(IDeployTarget), [typeof(PlantedTarget)]).Should().Equal(typeof(PlantedTarget));

    private static Type? SuiteOf(string seam) =>
        Assembly.Load("Forge.Conformance").GetType($"Forge.Conformance.{seam[1..]}ConformanceTests") is { IsAbstract: true, IsPublic: true } suite ? suite : null;

    private static IEnumerable<Type> Implementations(string seam)
    {
        var contract = Package.Abstractions.Assembly.ExportedTypes.Single(type => type.Name == seam);
        return Package.All.Select(package => package.Assembly).Append(typeof(TempDirectory).Assembly)
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(contract));
    }

    private static IEnumerable<Type> Uncovered(string seam, IEnumerable<Type> implementations) =>
        implementations.Where(type => !TestClasses.Keys.Any(name => name.Contains(type.Name, StringComparison.Ordinal) && Derives(name, $"{seam[1..]}ConformanceTests")));

    private static bool Derives(string name, string suite) =>
        TestClasses.TryGetValue(name, out var parent) && (parent == suite || Derives(parent, suite));

    [GeneratedRegex(@"\bclass (?<name>\w+)(?:\([^)]*\))?\s*:\s*(?<parent>\w*ConformanceTests)\b")]
    private static partial Regex DerivedClass();

    private abstract class PlantedTarget : IDeployTarget
    {
        public string Name => "";

        public abstract Task<IDeploySession> OpenAsync(CancellationToken cancellationToken);
    }
}
