using Forge.Artifacts.S3;
using Forge.Testing.BadInput;

namespace Forge.Artifacts.Tests.S3;

/// <summary>Settings with which no bucket can be reached, or none should be.</summary>
public sealed class S3BadInputTests
{
    private static readonly BadInputArea Area = new("s3-options");

    public static TheoryData<string> Inputs => Area.Inputs;

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Validate_BadInput_SaysWhatIsExpected(string input) =>
        Area.Check(input, (_, bytes) => new S3ArtifactStoreOptionsValidator().Validate(null, OptionsText.Read<S3ArtifactStoreOptions>(bytes)).Failures ?? []);
}
