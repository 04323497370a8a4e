using System.Reflection;
using System.Text.RegularExpressions;
using Forge.Testing;

namespace Forge.Architecture.Tests;

/// <summary>Prose drifts unless something reads it: what the documents name must exist.</summary>
public sealed partial class DocsTests
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // Names of others that our documents use.
    private static readonly HashSet<string> Foreign =
    [
        "FluentAssertions", "TimeProvider", "OperationCanceledException", "ConfigureAwait", "CancellationToken", "IServiceCollection", "ToString",
        "IAsyncLifetime", "FakeTimeProvider", "IMeterFactory", "LoggerMessage", "IHostedService", "WebApplication", "IProgress", "ArgumentList", "InvalidOperationException",
        "CodeDeployDefault", "AllAtOnce", "HalfAtATime", "OneAtATime",
        "ApplicationStop", "DownloadBundle", "BeforeInstall", "AfterInstall", "ApplicationStart", "ValidateService",
        "BeforeBlockTraffic", "BlockTraffic", "AfterBlockTraffic", "BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic",
        "AfterAllowTestTraffic", "AllowTestTraffic", "BeforeAllowTestTraffic",
    ];

    private static readonly Lazy<HashSet<string>> Known = new(() => [.. KnownNames(), .. Foreign]);

    public static TheoryData<string> Documents =>
    [
        .. new[] { "README.md", "CONTRIBUTING.md", "CHANGELOG.md" }
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "README.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "README.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, path))),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Names_InADocument_Exist(string document) => UnknownNames(Read(document)).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_InADocument_LeadSomewhere(string document) => BrokenLinks(document, Read(document)).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Documents))]
    public void Code_InADocument_IsThatOfTheFileItNames(string document) => StaleCode(Read(document)).Should().BeEmpty();

    [Fact]
    public void StaleCode_Planted_IsFound() =>
        StaleCode("<!-- from src/Forge.Abstractions/IForgeBuilder.cs -->\n```csharp\npublic interface ISomething\n```\n").Should().Equal("src/Forge.Abstractions/IForgeBuilder.cs");

    [Fact]
    public void UnknownNames_Planted_AreFound() =>
        UnknownNames("`IArtifactStore.GetAsync` or `AddForge()`, but `IArtifactShop` and `BuildEngine.HurryUp()`, `lower`, `DOTNET`.")
            .Should().Equal("IArtifactShop", "HurryUp");

    [Fact]
    public void BrokenLinks_Planted_AreFound() =>
        BrokenLinks("README.md", "[one](docs/nowhere.md) [two](CONTRIBUTING.md#build) [three](https://example.org)").Should().Equal("docs/nowhere.md");

    private static string Read(string document) => File.ReadAllText(Path.Combine(Repository.Root, document));

    private static IEnumerable<string> UnknownNames(string text) =>
        Code().Matches(Fence().Replace(text, ""))
            .SelectMany(code => code.Groups["name"].Captures.Select(name => name.Value))
            .Where(name => TypeLike().IsMatch(name) && !Known.Value.Contains(name))
            .Distinct();

    private static IEnumerable<string> BrokenLinks(string document, string text) =>
        Link().Matches(text)
            .Select(link => link.Groups["path"].Value)
            .Where(path => !Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(document)!, path)));

    private static IEnumerable<string> StaleCode(string text) =>
        Quotation().Matches(text)
            .Where(quotation => !Read(quotation.Groups["path"].Value).Contains(quotation.Groups["code"].Value, StringComparison.Ordinal))
            .Select(quotation => quotation.Groups["path"].Value);

    private static IEnumerable<string> KnownNames() =>
        from assembly in Package.All.Select(package => package.Assembly).Concat([typeof(TempDirectory).Assembly, typeof(DocsTests).Assembly, Assembly.Load("Forge.Conformance")])
        from type in assembly.GetTypes()
        from name in type.GetMembers(Everything).Select(member => member.Name).Append(type.Name)
        select name.Split('`')[0].Split('.')[^1];

    // One back-ticked name, with its member, its arguments in angle brackets or its parentheses: `Type.Member()`.
    [GeneratedRegex(@"`(?<name>[A-Za-z]\w*)(?:<[^`>]*>)?(?:\.(?<name>[A-Za-z]\w*))*(?:\([^`]*\))?`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^(?:I[A-Z]|[A-Z][a-z0-9]+[A-Z])\w*[a-z]\w*$")]
    private static partial Regex TypeLike();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"<!-- from (?<path>\S+) -->\n```\w*\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Quotation();

    [GeneratedRegex(@"\]\((?!\w+:)(?<path>[^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
