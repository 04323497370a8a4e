namespace Forge.Deploy.Tests.Specs;

public sealed class AppSpecHooksReaderTests
{
    private const string Head = "version: 0.0\nos: linux\nhooks:\n";

    [Fact]
    public void Read_Scripts_AreReadInOrder()
    {
        var hooks = AppSpecReaderTests.Read(
            Head + "  AfterInstall:\n    - location: /scripts/a.sh\n      timeout: 300\n      runas: ' root '\n    - location: ' b '\n      runas: ''\n  ApplicationStop:\n").Hooks;

        hooks.Keys.Should().Equal(LifecycleEvent.AfterInstall);
        hooks[LifecycleEvent.AfterInstall].Select(hook => (hook.Location, hook.Timeout.TotalSeconds, hook.RunAs))
            .Should().Equal(("scripts/a.sh", 300, "root"), ("b", 3600, null));
    }

    [Theory]
    [InlineData("2", 2)]
    [InlineData("\"2\"", 2)]
    [InlineData("2s", 2)]
    [InlineData("\"2s\"", 2)]
    [InlineData("1.9", 1)]
    [InlineData("", 3600)]
    [InlineData("\"\"", 3600)]
    [InlineData("null", 3600)]
    [InlineData("7200", 7200)]
    public void Read_Timeout_IsLenient(string written, int seconds) =>
        AppSpecReaderTests.Read($"{Head}  AfterInstall:\n    - location: a\n      timeout: {written}\n")
            .Hooks[LifecycleEvent.AfterInstall].Single().Timeout.Should().Be(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("BeforeBlockTraffic")]
    [InlineData("AfterBlockTraffic")]
    [InlineData("ApplicationStop")]
    [InlineData("BeforeInstall")]
    [InlineData("AfterInstall")]
    [InlineData("ApplicationStart")]
    [InlineData("ValidateService")]
    [InlineData("BeforeAllowTraffic")]
    [InlineData("AfterAllowTraffic")]
    public void Read_ScriptableEvent_IsTaken(string name) =>
        AppSpecReaderTests.Read($"{Head}  {name}:\n    - location: a\n").Hooks.Keys.Select(key => key.ToString()).Should().Equal(name);
}
