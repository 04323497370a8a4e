using Forge.Deploy.Running;

namespace Forge.Deploy.Tests.Running;

public sealed class TargetIdTests
{
    [Theory]
    [InlineData("d-ABC123")]
    [InlineData("shop.web_1")]
    [InlineData("_")]
    public void Checked_Id_IsReturned(string id) => TargetId.Checked(id).Should().Be(id);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".forge")]
    [InlineData("-rf")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("ü")]
    [InlineData("deployment-instructions")]
    public void Checked_CannotNameAFolder_Throws(string id) =>
        FluentActions.Invoking(() => TargetId.Checked(id)).Should().Throw<ArgumentException>().WithMessage($"'{id}' cannot name a folder*");

    [Fact]
    public void Checked_TooLong_Throws() =>
        FluentActions.Invoking(() => TargetId.Checked(new string('a', 201))).Should().Throw<ArgumentException>();
}
