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
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("foo")]
    [InlineData("0.5")]
    [InlineData("99999999999")]
    [InlineData("[1]")]
    public void Read_TimeoutWrong_IsRefused(string written) =>
        AppSpecReaderTests.Errors($"{Head}  AfterInstall:\n    - location: a\n      timeout: {written}\n").Should().ContainSingle().Which.Message.Should().Contain("timeout");

    [Theory]
    [InlineData("AfterInstal", "Did you mean 'AfterInstall'?")]
    [InlineData("afterinstall", "Did you mean 'AfterInstall'?")]
    [InlineData("PostDeploy", "BeforeInstall, AfterInstall, ApplicationStart, ValidateService")]
    public void Read_UnknownEvent_NamesTheNearestAndTheAllowed(string name, string expected) =>
        AppSpecReaderTests.Errors($"{Head}  {name}:\n    - location: a\n").Should().ContainSingle().Which.Message.Should().Contain(expected);

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

    [Theory]
    [InlineData("Install")]
    [InlineData("DownloadBundle")]
    [InlineData("BlockTraffic")]
    [InlineData("AllowTraffic")]
    public void Read_EventWithoutScripts_IsIgnoredWithAWarning(string name)
    {
        var text = $"{Head}  {name}:\n    - location: a\n";

        AppSpecReaderTests.Read(text).Hooks.Should().BeEmpty();
        AppSpecReaderTests.Warnings(text).Should().ContainSingle().Which.Message.Should().Contain("runs no scripts");
    }

    [Theory]
    [InlineData("  - AfterInstall: a\n", "for machines write a map")]
    [InlineData("  text\n", "must be a map")]
    [InlineData("  AfterInstall: a.sh\n", "'- location: a.sh'")]
    [InlineData("  AfterInstall:\n    location: a.sh\n", "put a dash in front")]
    [InlineData("  AfterInstall:\n    - a.sh\n", "'- location: a.sh'")]
    [InlineData("  AfterInstall:\n    - [a.sh]\n", "not a list")]
    [InlineData("  AfterInstall:\n    - timeout: 5\n", "lacks its 'location'")]
    [InlineData("  AfterInstall:\n    - location: ' '\n", "lacks its 'location'")]
    [InlineData("  AfterInstall:\n    - location: ../a.sh\n", "leads out of the revision")]
    [InlineData("  AfterInstall:\n    - location: /\n", "leads out of the revision")]
    [InlineData("  AfterInstall:\n    - location: a\n      sudo: true\n", "'sudo' is not supported")]
    [InlineData("  AfterInstall:\n    - location: a\n      sudo: maybe\n", "'sudo' is not supported")]
    public void Read_HooksWrong_SaysWhy(string hooks, string expected) =>
        AppSpecReaderTests.Errors(Head + hooks).Should().ContainSingle().Which.Message.Should().Contain(expected);

    [Theory]
    [InlineData("sudo: no", 0)]
    [InlineData("sudo:", 0)]
    [InlineData("runAs: root", 1)]
    public void Read_HarmlessKeys_AreTaken(string line, int warnings)
    {
        var text = $"{Head}  AfterInstall:\n    - location: a\n      {line}\n";

        AppSpecReaderTests.Read(text).Hooks.Should().HaveCount(1);
        AppSpecReaderTests.Warnings(text).Should().HaveCount(warnings);
    }
}
