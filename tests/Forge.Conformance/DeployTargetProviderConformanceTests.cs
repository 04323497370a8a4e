using FluentAssertions;
using Forge.Deploy;
using Xunit;

namespace Forge.Conformance;

/// <summary>What every <see cref="IDeployTargetProvider"/> owes its callers. Each implementation derives one class.</summary>
public abstract class DeployTargetProviderConformanceTests
{
    /// <summary>Gets the provider under test.</summary>
    protected abstract IDeployTargetProvider Provider { get; }

    /// <summary>Gets a description from which a target can be made.</summary>
    protected abstract TargetDescription Good { get; }

    /// <summary>Gets a description with a setting whose value is not right.</summary>
    protected abstract TargetDescription Bad { get; }

    [Fact]
    public void Kind_Always_IsTheDescriptions() => Provider.Kind.Should().NotBeEmpty().And.Be(Good.Kind);

    [Fact]
    public void Settings_Always_HaveNamesInLowerCamelCaseEachOnce() =>
        Provider.Settings.Select(setting => setting.Name).Should().OnlyHaveUniqueItems().And.OnlyContain(name => char.IsAsciiLetterLower(name[0]) && name.All(char.IsAsciiLetterOrDigit));

    [Fact]
    public void Settings_Always_HoldThoseOfTheDescriptions() =>
        Provider.Settings.Select(setting => setting.Name).Should().Contain(Good.Settings.Keys).And.Contain(Bad.Settings.Keys);

    [Fact]
    public void Check_Good_HasNoProblems() => Provider.Check(Good).Should().BeEmpty();

    [Fact]
    public void Check_Bad_NamesTheTarget() => Provider.Check(Bad).Should().NotBeEmpty().And.OnlyContain(problem => problem.Contains($"'{Bad.Name}'"));

    [Fact]
    public void Create_Good_IsATargetOfThatNameWithItsTags()
    {
        var target = Provider.Create(Good with { Tags = new Dictionary<string, string> { ["role"] = "web" } });

        target.Name.Should().Be(Good.Name);
        target.Tags.Should().Equal(new Dictionary<string, string> { ["role"] = "web" });
    }

    [Fact]
    public void Create_Bad_IsRefused() => Provider.Invoking(provider => provider.Create(Bad)).Should().Throw<ArgumentException>().WithMessage($"*'{Bad.Name}'*");
}
