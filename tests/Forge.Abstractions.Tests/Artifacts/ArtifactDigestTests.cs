using System.Security.Cryptography;
using Forge.Artifacts;

namespace Forge.Abstractions.Tests.Artifacts;

public sealed class ArtifactDigestTests
{
    private const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    public static TheoryData<string?> NotDigests => [(string?)null, "", "sha256:", Empty[1..], Empty + "0", $"sha256:sha256:{Empty}", $"SHA256:{Empty}", $" {Empty}", Empty.Replace('e', 'g'), $"md5:{Empty}"];

    [Fact]
    public void FromHash_OfNothing_IsTheKnownDigest() =>
        ArtifactDigest.FromHash(SHA256.HashData([])).Value.Should().Be(Empty);

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(33)]
    public void FromHash_WrongLength_IsRefused(int length) =>
        ((Action)(() => ArtifactDigest.FromHash(new byte[length]))).Should().Throw<ArgumentException>().WithMessage($"*32 bytes, not {length}*");

    [Theory]
    [InlineData(Empty)]
    [InlineData($"sha256:{Empty}")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    public void Parse_AnySpelling_GivesLowerCaseDigits(string text)
    {
        var digest = ArtifactDigest.Parse(text);

        digest.Value.Should().Be(Empty);
        digest.ToString().Should().Be(Empty);
        digest.Should().Be(ArtifactDigest.FromHash(SHA256.HashData([])));
    }

    [Theory]
    [MemberData(nameof(NotDigests))]
    public void TryParse_NotADigest_ReturnsFalseAndTheDefault(string? text)
    {
        ArtifactDigest.TryParse(text, out var digest).Should().BeFalse();
        digest.Should().Be(default(ArtifactDigest));
    }

    [Fact]
    public void Parse_NotADigest_SaysWhatToGive() =>
        ((Action)(() => ArtifactDigest.Parse("abc"))).Should().Throw<FormatException>().WithMessage("'abc' is not*sixty-four*");

    [Fact]
    public void Value_OfTheDefault_Throws()
    {
        default(ArtifactDigest).Invoking(digest => digest.Value).Should().Throw<InvalidOperationException>();
        default(ArtifactDigest).ToString().Should().BeEmpty();
    }
}
