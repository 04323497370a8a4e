using Forge.Testing;
using Forge.Testing.BadInput;

namespace Forge.Architecture.Tests;

/// <summary>The corpus of bad input is whole: enough of it, read by tests, and nothing expected of what is not there.</summary>
public sealed class BadInputTests(ITestOutputHelper output)
{
    private const int Fewest = 330;

    private static IEnumerable<string> Areas => Directory.EnumerateDirectories(BadInputArea.Corpus).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    [Fact]
    public void Corpus_Inputs_AreAsManyAsThereShouldBe()
    {
        var counts = Areas.ToDictionary(area => area, area => BadInputArea.Names(Path.Combine(BadInputArea.Corpus, area)).Count());
        output.WriteLine($"{counts.Values.Sum()} bad inputs: {string.Join(", ", counts.Select(area => $"{area.Value} {area.Key}"))}");

        counts.Values.Sum().Should().BeGreaterThanOrEqualTo(Fewest);
        counts.Values.Should().NotContain(0);
    }

    [Fact]
    public void Corpus_EveryInput_HasWhatIsExpectedOfIt() => Areas.Should().AllSatisfy(area =>
        new Expectations(Path.Combine(BadInputArea.Corpus, area, Expectations.FileName)).Read().Keys
            .Should().BeEquivalentTo(BadInputArea.Names(Path.Combine(BadInputArea.Corpus, area)), "{0} has an expectation for each input and for nothing else", area));

    [Fact]
    public void Corpus_EveryArea_IsReadByATest()
    {
        var tests = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*BadInputTests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        Areas.Where(area => !tests.Contains($"new(\"{area}\")", StringComparison.Ordinal)).Should().BeEmpty();
    }
}
