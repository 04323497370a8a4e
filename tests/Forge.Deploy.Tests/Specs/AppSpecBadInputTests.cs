using Forge.Deploy.Specs;
using Forge.Testing.BadInput;

namespace Forge.Deploy.Tests.Specs;

/// <summary>Bad appspecs: what is said of each, where, and at what cost.</summary>
public sealed class AppSpecBadInputTests
{
    // Of thousands of like problems, the first ones say it all.
    private const int MostShown = 8;

    private static readonly BadInputArea Area = new("appspec");

    private static readonly BadInputArea Yaml = new("yaml");

    public static TheoryData<string> Inputs => Area.Inputs;

    public static TheoryData<string> YamlInputs => Yaml.Inputs;

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Read_BadInput_SaysWhatIsExpected(string input) => Area.Check(input, Read);

    [Theory]
    [MemberData(nameof(YamlInputs))]
    public void Read_HostileYaml_IsRefusedAtItsCost(string input) => Yaml.CheckCost(input, Read);

    private static IEnumerable<string> Read(string file, byte[] bytes)
    {
        var spec = AppSpecReader.Read(file, bytes, out var problems);
        return [.. problems.Take(MostShown).Select(problem => problem.ToString()), .. problems.Count > MostShown ? [$"{problems.Count} problems"] : Array.Empty<string>(), .. Describe(spec)];
    }

    private static IEnumerable<string> Describe(AppSpec? spec) => spec switch
    {
        null => [],
        { Hooks.Count: > 0 } => spec.Hooks.SelectMany(hook => hook.Value.Select(script => $"accepted: {script.Location} of {hook.Key} as '{script.RunAs}' for {script.Timeout.TotalSeconds} s")),
        { Permissions.Count: > 0 } => spec.Permissions.Select(permission => $"accepted: mode '{permission.Mode}' of {permission.Object}, owner '{permission.Owner}', group '{permission.Group}'"),
        _ => ["accepted"],
    };
}
