using System.Text.RegularExpressions;
using Forge.Testing;
using Microsoft.Extensions.Logging;

namespace Forge.Architecture.Tests;

public sealed partial class LogEventTests
{
    private static readonly Dictionary<string, (int First, int Last)> Ranges = new()
    {
        ["Forge.Git"] = (1000, 1999),
        ["Forge.Build"] = (2000, 2999),
        ["Forge.Deploy"] = (3000, 3999),
        ["Forge.Pipelines"] = (4000, 4999),
        ["Forge.Artifacts"] = (5000, 5999),
        ["Forge.Journal.Sqlite"] = (6000, 6999),
        ["Forge.AspNetCore"] = (7000, 7999),
        ["Forge.Cli"] = (8000, 8999),
    };

    [Theory]
    [MemberData(nameof(Package.Names), MemberType = typeof(Package))]
    public void LogEvents_OfAPackage_HaveIdsInItsRange(string name)
    {
        var (first, last) = Ranges.GetValueOrDefault(name);

        Of(name).Where(found => found.Id < first || found.Id > last).Should().BeEmpty();
    }

    [Fact]
    public void LogEvents_Always_HaveUniqueIds() =>
        Package.All.SelectMany(package => Of(package.Name)).GroupBy(found => found.Id).Where(group => group.Count() > 1).Should().BeEmpty();

    [Fact]
    public void LogEvents_Always_EndWithAFullStopOrAValue() =>
        Package.All.SelectMany(package => Of(package.Name)).Where(found => !found.Message.EndsWith('.') && !found.Message.EndsWith('}')).Should().BeEmpty();

    [Fact]
    public void LogEvents_Always_AreInTheDocumentation()
    {
        var documented = Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "log-events.md")))
            .Select(row => new LogEvent(int.Parse(row.Groups["id"].ValueSpan), Enum.Parse<LogLevel>(row.Groups["level"].ValueSpan), row.Groups["message"].Value));

        documented.Should().BeEquivalentTo(Package.All.SelectMany(package => Of(package.Name)));
    }

    [Fact]
    public void In_Planted_FindsIt() =>
        LogEvent.In([typeof(Planted)]).Should().Equal(new LogEvent(9001, LogLevel.Warning, "Something is odd."));

    private static IReadOnlyList<LogEvent> Of(string name) => LogEvent.In(Package.Get(name).Assembly.GetTypes());

    [GeneratedRegex(@"^\| (?<id>\d+) \| (?<level>\w+) \| (?<message>[^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    private static partial class Planted
    {
        [LoggerMessage(9001, LogLevel.Warning, "Something is odd.")]
        public static partial void Odd(ILogger logger);
    }
}
