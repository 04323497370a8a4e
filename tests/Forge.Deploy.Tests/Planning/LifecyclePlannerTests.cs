using Forge.Deploy.Planning;
using Forge.Deploy.Running;
using Forge.Deploy.Tests.Specs;

namespace Forge.Deploy.Tests.Planning;

public sealed class LifecyclePlannerTests
{
    [Fact]
    public void InPlace_Order_IsTheReferences() =>
        LifecyclePlanner.InPlace.Select(name => name.ToString()).Should().Equal(
            "ApplicationStop", "DownloadBundle", "BeforeInstall", "Install", "AfterInstall", "ApplicationStart", "ValidateService");

    [Theory]
    [InlineData(LifecycleEvent.ApplicationStop, true)]
    [InlineData(LifecycleEvent.BeforeBlockTraffic, true)]
    [InlineData(LifecycleEvent.AfterBlockTraffic, true)]
    [InlineData(LifecycleEvent.BeforeInstall, false)]
    [InlineData(LifecycleEvent.AfterInstall, false)]
    [InlineData(LifecycleEvent.BeforeAllowTraffic, false)]
    public void UsesInstalledRevision_Event_IsTheReferences(LifecycleEvent name, bool expected) =>
        LifecyclePlanner.UsesInstalledRevision(name).Should().Be(expected);

    [Theory]
    [InlineData(LifecycleEvent.ApplicationStop, false)]
    [InlineData(LifecycleEvent.DownloadBundle, false)]
    [InlineData(LifecycleEvent.Install, false)]
    [InlineData(LifecycleEvent.BeforeInstall, true)]
    [InlineData(LifecycleEvent.AfterInstall, false)]
    public void IsEmpty_OnlyAfterInstallHasScripts_TellsWhatSurelyDoesNothing(LifecycleEvent name, bool expected) =>
        LifecyclePlanner.IsEmpty(name, [LifecycleEvent.AfterInstall, LifecycleEvent.ApplicationStop]).Should().Be(expected);

    [Fact]
    public void Scripts_Event_AreThoseOfTheAppSpec()
    {
        var spec = AppSpecReaderTests.Read("version: 0.0\nos: linux\nhooks:\n  AfterInstall:\n    - location: a.sh\n      timeout: 5\n      runas: web\n");

        LifecyclePlanner.Scripts(spec, LifecycleEvent.AfterInstall).Should().Equal(new HookScript("a.sh", TimeSpan.FromSeconds(5), "web"));
        LifecyclePlanner.Scripts(spec, LifecycleEvent.BeforeInstall).Should().BeEmpty();
    }
}
