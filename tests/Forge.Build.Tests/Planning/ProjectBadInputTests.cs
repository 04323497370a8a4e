using Forge.Build.Planning;
using Forge.Testing.BadInput;

namespace Forge.Build.Tests.Planning;

/// <summary>Projects that cannot be built: their names, variables, timeouts, places of artifacts and logs.</summary>
public sealed class ProjectBadInputTests
{
    private static readonly BadInputArea Area = new("build-project");

    public static TheoryData<string> Inputs => Area.Inputs;

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Problems_BadInput_SaysWhatIsExpected(string input) =>
        Area.Check(input, (_, bytes) => ProjectRules.Problems(OptionsText.Read<BuildProject>(bytes)));
}
