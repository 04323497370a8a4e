using System.Globalization;
using System.Text.Json;

namespace Forge.Abstractions.Tests.Secrets;

public sealed class SecretValueTests
{
    private const string Secret = "hunter2-Ü";

    private readonly SecretValue _value = new(Secret);

    [Fact]
    public void Reveal_Always_GivesTheValue() => _value.Reveal().Should().Be(Secret);

    [Fact]
    public void Printing_InAnyWay_ShowsAsterisksOnly()
    {
        _value.ToString().Should().Be("***");
        $"{_value}".Should().Be("***");
        string.Format(CultureInfo.InvariantCulture, "{0,5:X}", _value).Should().Be("  ***");
        JsonSerializer.Serialize(_value).Should().Be("{}");
        typeof(SecretValue).GetProperties().Should().BeEmpty();
    }

    [Theory]
    [InlineData(Secret, true)]
    [InlineData("HUNTER2-Ü", false)]
    [InlineData("", false)]
    public void Equals_AnotherValue_ComparesOrdinally(string other, bool expected)
    {
        _value.Equals(new SecretValue(other)).Should().Be(expected);
        _value.Equals((object)new SecretValue(other)).Should().Be(expected);
        (_value.GetHashCode() == new SecretValue(other).GetHashCode()).Should().Be(expected);
    }

    [Fact]
    public void Equals_SomethingElse_IsFalse()
    {
        _value.Equals((object)Secret).Should().BeFalse();
        _value.Equals(null).Should().BeFalse();
    }

    [Fact]
    public void Constructor_Null_IsRefused() => ((Action)(() => _ = new SecretValue(null!))).Should().Throw<ArgumentNullException>();

    [Fact]
    public void Constructor_Empty_IsASecretToo() => new SecretValue("").Reveal().Should().BeEmpty();
}
