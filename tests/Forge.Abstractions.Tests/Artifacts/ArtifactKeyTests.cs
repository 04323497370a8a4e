using Forge.Artifacts;

namespace Forge.Abstractions.Tests.Artifacts;

public sealed class ArtifactKeyTests
{
    private const int MaxBytes = 1024;

    public static TheoryData<string> Keys =>
        ["shop", "shop/1/shop.zip", "a b/c", "...", ".hidden/x", "über/größe.zip", new string('k', MaxBytes), new string('é', MaxBytes / 2)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Parse_AKey_KeepsItAsWritten(string text)
    {
        var key = ArtifactKey.Parse(text);

        key.Value.Should().Be(text);
        key.ToString().Should().Be(text);
        key.Should().Be(ArtifactKey.Parse(text));
    }

    [Fact]
    public void TryParse_NotAKey_ReturnsFalseAndTheDefault()
    {
        // Half a surrogate pair does not survive the data of a theory.
        ArtifactKey.TryParse("a/\ud83d", out _).Should().BeFalse();
        ArtifactKey.TryParse(null, out var key).Should().BeFalse();
        key.Should().Be(default(ArtifactKey));
    }

    [Fact]
    public void Equality_OtherCase_IsAnotherKey() =>
        ArtifactKey.Parse("Shop").Should().NotBe(ArtifactKey.Parse("shop"));

    [Fact]
    public void Value_OfTheDefault_Throws() =>
        default(ArtifactKey).Invoking(key => key.Value).Should().Throw<InvalidOperationException>();
}
