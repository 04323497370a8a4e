namespace Forge.Journal.Sqlite.Tests;

public sealed class SqliteVersionTests
{
    [Theory]
    [InlineData("3.51.3")]
    [InlineData("3.53.3")]
    [InlineData("4.0.0")]
    [InlineData("3.50.7")]
    [InlineData("3.44.6")]
    public void Check_TrustedVersion_IsTaken(string version)
    {
        var checking = () => SqliteVersion.Check(version);

        checking.Should().NotThrow();
    }

    [Theory]
    [InlineData("3.40.1")]
    [InlineData("3.44.5")]
    [InlineData("3.45.0")]
    [InlineData("3.50.6")]
    [InlineData("3.51.2")]
    [InlineData("2.50.7")]
    [InlineData("unknown")]
    public void Check_OtherVersion_IsRefused(string version)
    {
        var checking = () => SqliteVersion.Check(version);

        checking.Should().Throw<JournalException>().WithMessage($"SQLite {version} may lose commits*").Which.Failure.Should().Be(JournalFailure.Unsupported);
    }
}
