using Forge.Cli.Output;
using Forge.Cli.Verbs;
using Forge.Testing;

namespace Forge.Cli.Tests.Verbs;

public sealed class VariableReaderTests
{
    [Fact]
    public void Read_FileAndOptions_OptionsWinAndQuotesStay()
    {
        using var directory = new TempDirectory();
        var file = new FileInfo(Path.Combine(directory.Path, "variables.env"));
        File.WriteAllText(file.FullName, "# comment\n\nA=1\nB=\"quoted\"\nC=x=y\n");

        var variables = VariableReader.Read(["A=2", "D="], file);

        variables.Should().Equal(new Dictionary<string, string> { ["A"] = "2", ["B"] = "\"quoted\"", ["C"] = "x=y", ["D"] = "" });
    }

    [Theory]
    [InlineData("A")]
    [InlineData("=x")]
    public void Read_NoVariable_SaysHowToWriteIt(string option) =>
        FluentActions.Invoking(() => VariableReader.Read([option], null)).Should().Throw<UserException>().WithMessage("*NAME=VALUE*");
}
