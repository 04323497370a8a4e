using FluentAssertions;
using Xunit;

namespace Forge.Build.Conformance;

/// <content>Whole logs: every line that a build writes, in order, without the times.</content>
public abstract partial class BuildCaseTests
{
    /// <summary>Gets the names of the expected logs.</summary>
    public static TheoryData<string> Logs => [.. ExpectedLog.Names];

    [Theory]
    [MemberData(nameof(Logs))]
    public async Task Log_OfTheCase_IsTheExpectedOne(string name)
    {
        var expected = ExpectedLog.Read(name);
        Host.Parameters.Parameters["/shop/user"] = "deployer";
        Host.Secrets.Add("shop", """{"token":"t0k3n-of-the-shop"}""");
        if (expected.NeedsRuntimes)
        {
            OfferRuntimes();
        }

        var result = await Host.RunAsync(expected.Buildspec);

        ExpectedLog.Actual(Host.Log, result, Executor).Should().Equal(expected.Lines);
        Host.Log.Lines.Select(line => line.Sequence).Should().Equal(Enumerable.Range(1, Host.Log.Lines.Count).Select(number => (long)number));
    }
}
