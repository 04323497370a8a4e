using Forge.Git;

namespace Forge.Abstractions.Tests.Git;

public sealed class CommitIdTests
{
    private const string Id = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    private const string Zeros = "0000000000000000000000000000000000000000";

    public static TheoryData<string?> NotIds => [(string?)null, "", Id[1..], Id + "0", Id.Replace('b', 'g'), $"{Id[1..]} ", "HEAD", $"{Id}{Id[..24]}"];

    [Theory]
    [InlineData(Id)]
    [InlineData("4B825DC642CB6EB9A060E54BF8D69288FBEE4904")]
    public void Parse_EitherCase_GivesLowerCaseDigits(string text)
    {
        var id = CommitId.Parse(text);

        id.ToString().Should().Be(Id);
        id.IsNone.Should().BeFalse();
        id.Should().Be(CommitId.Parse(Id));
    }

    [Fact]
    public void Parse_Zeros_IsNone()
    {
        CommitId.Parse(Zeros).Should().Be(CommitId.None).And.Be(default(CommitId));
        CommitId.None.IsNone.Should().BeTrue();
        CommitId.None.ToString().Should().Be(Zeros);
    }

    [Theory]
    [MemberData(nameof(NotIds))]
    public void TryParse_NotAnId_ReturnsFalseAndNone(string? text)
    {
        CommitId.TryParse(text, out var id).Should().BeFalse();
        id.IsNone.Should().BeTrue();
    }

    [Fact]
    public void Parse_Abbreviated_AsksForAllDigits() =>
        ((Action)(() => CommitId.Parse("4b825dc"))).Should().Throw<FormatException>().WithMessage("'4b825dc' is not a commit id:*forty*");
}
