using Forge.Build.Specs;
using Forge.Testing.BadInput;

namespace Forge.Build.Tests.Specs;

/// <summary>Bad buildspecs: what is said of each, where, and at what cost.</summary>
public sealed class BuildSpecBadInputTests
{
    // Of hundreds of like problems, the first ones say it all.
    private const int MostShown = 8;

    private static readonly BadInputArea Area = new("buildspec");

    private static readonly BadInputArea Yaml = new("yaml");

    public static TheoryData<string> Inputs => Area.Inputs;

    public static TheoryData<string> YamlInputs => Yaml.Inputs;

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Validate_BadInput_SaysWhatIsExpected(string input) => Area.Check(input, Read);

    [Theory]
    [MemberData(nameof(YamlInputs))]
    public void Validate_HostileYaml_IsRefusedAtItsCost(string input) => Yaml.CheckCost(input, Read);

    private static IEnumerable<string> Read(string file, byte[] bytes)
    {
        var spec = BuildSpecReader.Read(file, bytes, out var problems);
        string[] said = [.. problems.Take(MostShown).Select(problem => problem.ToString()), .. problems.Count > MostShown ? [$"{problems.Count} problems"] : Array.Empty<string>()];
        return spec is null ? said : [.. said, .. spec.Environment.Variables.Count is 0 or > MostShown ? ["accepted"] : spec.Environment.Variables.Select(variable => $"accepted: {variable.Key}={Clip(variable.Value)}")];
    }

    private static string Clip(string text) => text.Length < 100 ? text : $"{text.Length} characters";
}
