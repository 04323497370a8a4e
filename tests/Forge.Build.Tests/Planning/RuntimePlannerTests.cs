using System.Text;
using Forge.Build.Planning;
using Forge.Build.Specs;

namespace Forge.Build.Tests.Planning;

public sealed class RuntimePlannerTests
{
    private const string File =
        """
        version: 0.1
        runtimes:
          nodejs:
            versions:
              12: {commands: [use node 12]}
              14: {commands: [use node 14]}
          python:
            versions:
              3.9: {commands: [use python 3.9]}
              3.10: {commands: [use python 3.10]}
              2.7: {commands: [use python 2.7]}
          java:
            versions:
              corretto8: {commands: [export JAVA_HOME=8]}
              corretto11: {commands: [export JAVA_HOME=11]}
          android:
            versions:
              28: {requires: {java: [corretto8]}, commands: [use android 28]}
          golang:
            versions:
              1.20: {commands: [use go 1.20]}
              default: {commands: ['install go $VERSION']}
        """;

    [Theory]
    [InlineData("nodejs", "12", "use node 12")]
    [InlineData("nodejs", "latest", "use node 14")]
    [InlineData("python", "3.x", "use python 3.10")]
    [InlineData("python", "3.9.x", "use python 3.9")]
    [InlineData("python", "$PY", "use python 2.7")]
    [InlineData("python", "${PY}", "use python 2.7")]
    [InlineData("java", "latest", "export JAVA_HOME=11")]
    [InlineData("golang", "1.20", "use go 1.20")]
    [InlineData("golang", "1.21", "install go $VERSION")]
    public void Plan_Version_IsChosen(string runtime, string version, string command)
    {
        var plan = Plan((runtime, version));

        plan.Problem.Should().BeEmpty();
        plan.Commands.Select(one => one.Text).Should().Equal(command);
    }

    [Fact]
    public void Plan_DefaultVersion_IsToldWhich() => Plan(("golang", "1.21")).Commands.Should().Equal(("install go $VERSION", "VERSION='1.21'"));

    [Theory]
    [InlineData("nodejs", "10", "Unknown runtime version named '10' of nodejs. This build image has the following versions: 12, 14")]
    [InlineData("python", "3", "Unknown runtime version named '3' of python*")]
    [InlineData("python", "$NOTHING", "Unknown runtime version named '' of python*")]
    [InlineData("golang", "$NOTHING", "Unknown runtime version named '' of golang*")]
    [InlineData("cobol", "1", "Unknown runtime named 'cobol'. This build image has the following runtimes: nodejs, python, java, android, golang")]
    public void C53_UnknownVersion_IsRefusedInTheReferencesWords(string runtime, string version, string problem) =>
        Plan((runtime, version)).Problem.Should().Match(problem);

    [Fact]
    public void Plan_Requirement_IsChosenFirst()
    {
        var plan = Plan(("android", "28"));

        plan.Commands.Select(one => one.Text).Should().Equal("export JAVA_HOME=8", "use android 28");
        plan.Log.Should().Equal(
            "Selecting 'android' runtime version '28' based on manual selections...", "Selecting 'java' runtime version 'corretto8' based on the requirements of 'android' 28...");
    }

    [Fact]
    public void Plan_ConflictingRequirement_IsRefused() =>
        Plan(("android", "28"), ("java", "corretto11")).Problem.Should().Be("The runtime versions conflict: 'android' 28 requires 'java' corretto8, and corretto11 is selected");

    [Fact]
    public void Plan_ImageWithoutRuntimes_IsNoProblem() => RuntimePlanner.Plan([new("a", "1")], null, new Dictionary<string, string>()).Should().Be(RuntimePlan.None);

    [Theory]
    [InlineData("", "the file has no map 'runtimes'")]
    [InlineData("runtimes: [a]", "the file has no map*")]
    [InlineData("runtimes: {a: {versions: {1: {commands: {b: c}}}}}", "runtimes.a.versions.1.commands must be a list*")]
    [InlineData("a: [", "*line 2*")]
    public void Read_FileThatIsNoCatalog_SaysWhy(string text, string problem)
    {
        RuntimeCatalogReader.Read(Encoding.UTF8.GetBytes(text), out var problems).Should().BeNull();

        problems.Should().Contain(one => one.Severity == SpecSeverity.Error);
        problems.First(one => one.Severity == SpecSeverity.Error).Message.Should().Match(problem);
    }

    [Theory]
    [InlineData("3.9", "3.10", -1)]
    [InlineData("3.10", "3.9", 1)]
    [InlineData("corretto8", "corretto11", -1)]
    [InlineData("1", "1", 0)]
    [InlineData("1", "1.0", -1)]
    [InlineData("010", "10", 0)]
    [InlineData("a", "b", -1)]
    public void Compare_Versions_GoesByNumbers(string left, string right, int expected) =>
        Math.Sign(VersionOrder.Instance.Compare(left, right)).Should().Be(expected);

    private static RuntimePlan Plan(params (string Runtime, string Version)[] wanted)
    {
        var catalog = RuntimeCatalogReader.Read(Encoding.UTF8.GetBytes(File), out var problems);
        problems.Should().BeEmpty();
        return RuntimePlanner.Plan([.. wanted.Select(one => KeyValuePair.Create(one.Runtime, one.Version))], catalog, new Dictionary<string, string> { ["PY"] = "2.7" });
    }
}
