using Forge.Shared.Yaml;
using Forge.Testing.BadInput;

namespace Forge.Shared.Tests.Yaml;

/// <summary>Hostile and mistaken files: each is refused where it goes wrong, and none costs more than it may.</summary>
public sealed class YamlBadInputTests
{
    private const int MostShown = 200;

    private static readonly BadInputArea Area = new("yaml");

    public static TheoryData<string> Inputs => Area.Inputs;

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Read_BadInput_SaysWhatIsExpected(string input) => Area.Check(input, (file, bytes) =>
    {
        try
        {
            return Show(YamlReader.Read(bytes, YamlLimits.Default)) is { Length: <= MostShown } shown ? [$"accepted: {shown}"] : [];
        }
        catch (YamlException e)
        {
            return [$"{file}({e.Line},{e.Column}): error: {e.Message}"];
        }
    });

    private static string Show(YamlNode? node) => node switch
    {
        YamlScalar scalar => $"'{scalar.Text}'",
        YamlList list => $"[{string.Join(", ", list.Items.Select(Show))}]",
        YamlMap map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{Show(entry.Key)}: {Show(entry.Value)}"))}}}",
        _ => "nothing",
    };
}
