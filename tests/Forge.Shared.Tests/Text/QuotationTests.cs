using Forge.Shared.Text;

namespace Forge.Shared.Tests.Text;

public sealed class QuotationTests
{
    [Theory]
    [InlineData("", "''")]
    [InlineData("a b", "'a b'")]
    [InlineData("ümläut 😀", "'ümläut 😀'")]
    [InlineData("a\r\n\tb", "'a\\r\\n\\tb'")]
    [InlineData("\u001b[2J\0", "'\\u001b[2J\\u0000'")]
    [InlineData("a\u202eb\u2028", "'a\\u202eb\\u2028'")]
    public void Of_Text_IsOneLineThatShowsEverything(string text, string expected) => Quotation.Of(text).Should().Be(expected);

    [Fact]
    public void Of_LongText_IsCut() => Quotation.Of(new string('x', 200_000)).Should().HaveLength(123).And.EndWith("x…'");
}
