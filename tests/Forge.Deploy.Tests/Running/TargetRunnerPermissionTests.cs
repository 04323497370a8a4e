using Forge.Deploy.Running;
using static Forge.Deploy.Tests.Running.RunnerTarget;

namespace Forge.Deploy.Tests.Running;

public sealed class TargetRunnerPermissionTests
{
    public static TheoryData<string> Shells => TargetShell.All;

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_ModesOfFilesAndDirectories_AreSet(string shell)
    {
        await using var target = await CreateAsync(shell);

        var outcome = await target.InstallAsync(
            "d-1",
            [("f", "D/f"), ("s/y", "D/s/y"), ("o", "D/o")],
            FileExistsBehavior.Disallow,
            Mode(target, "D/f", "0640"),
            Mode(target, "D/s/y", "0640"),
            Mode(target, "D/s", "0750"),
            Mode(target, "D/o", "0004"));

        outcome.Should().Be(StepOutcome.Success);
        ModeOf(target, "D/f").Should().Be((UnixFileMode)0b110_100_000);
        ModeOf(target, "D/s/y").Should().Be((UnixFileMode)0b110_100_000);
        ModeOf(target, "D/s").Should().Be((UnixFileMode)0b111_101_000);
        ModeOf(target, "D/o").Should().Be((UnixFileMode)0b000_000_100);
        ModeOf(target, "D").Should().Be((UnixFileMode)0b111_101_101);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_DirectoryWasThereBefore_KeepsItsMode(string shell)
    {
        await using var target = await CreateAsync(shell);
        Directory.CreateDirectory(target.In("D/pre"));

        await target.InstallAsync(
            "d-1",
            [("x", "D/pre/x"), ("new/y", "D/new/y")],
            FileExistsBehavior.Disallow,
            Mode(target, "D/pre", "0700"),
            Mode(target, "D/pre/x", "0700"),
            Mode(target, "D/new", "0700"));

        ModeOf(target, "D/pre").Should().Be((UnixFileMode)0b111_101_101);
        ModeOf(target, "D/pre/x").Should().Be((UnixFileMode)0b111_000_000);
        ModeOf(target, "D/new").Should().Be((UnixFileMode)0b111_000_000);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_OwnerAfterMode_DropsSetUserId(string shell)
    {
        await using var target = await CreateAsync(shell);

        var outcome = await target.InstallAsync(
            "d-1",
            [("f", "D/f"), ("g", "D/g"), ("h", "D/h")],
            FileExistsBehavior.Disallow,
            new InstallPermission(target.In("D/f"), "4755", "nobody", null),
            new InstallPermission(target.In("D/g"), null, "nobody", "nogroup"),
            new InstallPermission(target.In("D/h"), null, null, "nogroup"));

        outcome.Should().Be(StepOutcome.Success);
        ModeOf(target, "D/f").Should().Be((UnixFileMode)0b111_101_101);
        (await OwnersOfAsync(target, "D/f", "D/g", "D/h")).Should().Equal("nobody:root", "nobody:nogroup", "root:nogroup");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_ModeOfADanglingLink_Fails(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.DownloadAsync("d-1", new Bundle().Link("l", "/no/such/file"));

        var outcome = await target.RunAsync(Step("d-1", "Install", new TargetWork.Install(
            target.Plan([("l", "D/l")], FileExistsBehavior.Disallow, Mode(target, "D/l", "0644")))));

        outcome.Code.Should().Be(LifecycleErrorCode.UnknownError);
        outcome.Message.Should().StartWith("The mode '0644' could not be set:").And.Contain("D/l");
    }

    private static InstallPermission Mode(RunnerTarget target, string path, string mode) => new(target.In(path), mode, null, null);

    private static UnixFileMode ModeOf(RunnerTarget target, string path) => File.GetUnixFileMode(target.In(path));

    private static async Task<string[]> OwnersOfAsync(RunnerTarget target, params string[] paths)
    {
        var result = await target.Session.RunAsync(
            new DeployCommand { Arguments = ["stat", "-c", "%U:%G", .. paths.Select(target.In)] }, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(result.StandardOutput.Span).Trim().Split('\n');
    }
}
