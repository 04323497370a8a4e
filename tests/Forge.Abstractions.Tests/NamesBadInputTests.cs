using System.Text;
using Forge.Artifacts;
using Forge.Build;
using Forge.Testing.BadInput;

namespace Forge.Abstractions.Tests;

/// <summary>What names no image and no artifact.</summary>
public sealed class NamesBadInputTests
{
    private static readonly BadInputArea Images = new("image");
    private static readonly BadInputArea Keys = new("artifact-key");

    public static TheoryData<string> ImageInputs => Images.Inputs;

    public static TheoryData<string> KeyInputs => Keys.Inputs;

    [Theory]
    [MemberData(nameof(ImageInputs))]
    public void Parse_Image_SaysWhatIsExpected(string input) => Images.Check(input, (_, bytes) => Refusals(bytes, text => ImageReference.Parse(text).Value));

    [Theory]
    [MemberData(nameof(KeyInputs))]
    public void Parse_ArtifactKey_SaysWhatIsExpected(string input) => Keys.Check(input, (_, bytes) => Refusals(bytes, text => ArtifactKey.Parse(text).Value));

    private static IEnumerable<string> Refusals(byte[] bytes, Func<string, string> parse)
    {
        try
        {
            var text = Encoding.UTF8.GetString(bytes);
            parse(text).Should().Be(text);
            return [];
        }
        catch (FormatException e)
        {
            return [e.Message];
        }
    }
}
