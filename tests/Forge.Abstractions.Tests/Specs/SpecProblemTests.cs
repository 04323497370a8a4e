namespace Forge.Abstractions.Tests.Specs;

public sealed class SpecProblemTests
{
    [Theory]
    [InlineData(3, 7, SpecSeverity.Error, "buildspec.yml(3,7): error: No phases.")]
    [InlineData(1, 0, SpecSeverity.Warning, "buildspec.yml(1,0): warning: No phases.")]
    [InlineData(0, 0, SpecSeverity.Error, "buildspec.yml: error: No phases.")]
    public void ToString_Always_IsWhatEditorsMakeClickable(int line, int column, SpecSeverity severity, string expected) =>
        new SpecProblem { File = "buildspec.yml", Line = line, Column = column, Severity = severity, Message = "No phases." }.ToString().Should().Be(expected);

    [Fact]
    public void Severity_NotSaid_IsError() => new SpecProblem { File = "x", Message = "y" }.Severity.Should().Be(SpecSeverity.Error);

    [Fact]
    public void SpecException_OfTwoProblems_SaysBoth()
    {
        SpecProblem[] problems = [new() { File = "a.yml", Line = 1, Column = 2, Message = "One." }, new() { File = "a.yml", Message = "Two.", Severity = SpecSeverity.Warning }];

        var exception = new SpecException(problems);

        exception.Problems.Should().Equal(problems);
        exception.Message.Should().Be($"a.yml(1,2): error: One.{Environment.NewLine}a.yml: warning: Two.");
    }
}
