using System.Text;
using Forge.Deploy.Running;
using static Forge.Deploy.Tests.Running.RunnerTarget;

namespace Forge.Deploy.Tests.Running;

/// <summary>What a second Install leaves as it is, and what makes it copy all the same. Only with the tools of GNU is anything left.</summary>
public sealed class TargetRunnerReinstallTests
{
    private const string WhenWritten = "%z";
    private const UnixFileMode OwnerOnly = (UnixFileMode)0b111_000_000;

    public static TheoryData<string> Shells { get; } = [TargetShell.Dash, TargetShell.Bash];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_OneFileIsNew_LeavesTheOthersAndCopiesIt(string shell)
    {
        await using var target = await CreateAsync(shell);
        await InstallAsync(target, "d-1", "old");
        var same = await InodeAsync(target, "D/s/same");

        await InstallAsync(target, "d-2", "new");

        (await InodeAsync(target, "D/s/same")).Should().Be(same);
        (target.Read("D/s/same"), target.Read("D/changes")).Should().Be(("same", "new"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_FileWasLeft_IsStillKnownAsInstalled(string shell)
    {
        await using var target = await CreateAsync(shell);
        await InstallAsync(target, "d-1", "old");
        await InstallAsync(target, "d-2", "new");

        (await target.InstallAsync("d-3", [("f", "f")])).Should().Be(StepOutcome.Success);

        Directory.GetFileSystemEntries(target.Root).Should().Equal(target.In("f"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_ContentWasChangedBehindItsStamps_IsCopied(string shell)
    {
        await using var target = await CreateAsync(shell);
        await InstallAsync(target, "d-1", "old");
        var file = target.In("D/s/same");
        var time = File.GetLastWriteTimeUtc(file);
        await File.WriteAllTextAsync(file, "SAME", Cancel);
        File.SetLastWriteTimeUtc(file, time);

        await InstallAsync(target, "d-2", "old");

        target.Read("D/s/same").Should().Be("same");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_ModesWereChangedByHand_AreAsPlanned(string shell)
    {
        await using var target = await CreateAsync(shell);
        await InstallAsync(target, "d-1", "old");
        var (file, folder) = (File.GetUnixFileMode(target.In("D/s/same")), File.GetUnixFileMode(target.In("D/s")));
        File.SetUnixFileMode(target.In("D/s/same"), OwnerOnly);
        File.SetUnixFileMode(target.In("D/s"), OwnerOnly);

        await InstallAsync(target, "d-2", "old");

        (File.GetUnixFileMode(target.In("D/s/same")), File.GetUnixFileMode(target.In("D/s"))).Should().Be((file, folder));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_PermissionsAreOthersNow_AreNotLeftOver(string shell)
    {
        await using var target = await CreateAsync(shell);
        await InstallAsync(target, "d-1", "old", new InstallPermission(target.In("D/s/same"), "0600", null, null));
        File.GetUnixFileMode(target.In("D/s/same")).Should().Be((UnixFileMode)0b110_000_000);

        await InstallAsync(target, "d-2", "old");

        File.GetUnixFileMode(target.In("D/s/same")).Should().Be((UnixFileMode)0b110_100_100);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_PermissionsAreTheSame_AreSetAndTheFileIsLeft(string shell)
    {
        await using var target = await CreateAsync(shell);
        var permission = new InstallPermission(target.In("D/s/same"), "0600", null, null);
        await InstallAsync(target, "d-1", "old", permission);
        var inode = await InodeAsync(target, "D/s/same");

        await InstallAsync(target, "d-2", "new", permission);

        (await InodeAsync(target, "D/s/same")).Should().Be(inode);
        File.GetUnixFileMode(target.In("D/s/same")).Should().Be((UnixFileMode)0b110_000_000);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_MachineWasRestartedSince_CopiesEverything(string shell)
    {
        await using var target = await CreateAsync(shell);
        await InstallAsync(target, "d-1", "old");
        var written = await StatAsync(target, "D/s/same", WhenWritten);
        var restarted = await target.StartRunnerAsync("FORGE_BOOT_ID=another");

        await InstallAsync(target, "d-2", "old", restarted);

        (await StatAsync(target, "D/s/same", WhenWritten)).Should().NotBe(written);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_AnEarlierEventChangedTheRevision_InstallsWhatItLeft(string shell)
    {
        await using var target = await CreateAsync(shell);
        await InstallAsync(target, "d-1", "old");
        await target.DownloadAsync("d-2", Revision("old"));
        await File.WriteAllTextAsync(Path.Combine(target.Archive("d-2"), "s/same"), "made", Cancel);

        (await target.RunAsync(Install(target, "d-2"))).Should().Be(StepOutcome.Success);

        target.Read("D/s/same").Should().Be("made");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_SomebodyElsesFileInALeftDirectory_StaysWithItWhenAllElseGoes(string shell)
    {
        await using var target = await CreateAsync(shell);
        await InstallAsync(target, "d-1", "old");
        await File.WriteAllTextAsync(target.In("D/s/log"), "kept", Cancel);
        await InstallAsync(target, "d-2", "new");

        (await target.InstallAsync("d-3", [])).Should().Be(StepOutcome.Success);

        Directory.GetFiles(target.Root, "*", SearchOption.AllDirectories).Should().Equal(target.In("D/s/log"));
    }

    private static Bundle Revision(string changing) => new Bundle().Listed().File("s/same", "same").File("changes", changing);

    private static TargetStep Install(RunnerTarget target, string deployment, params InstallPermission[] permissions) =>
        Step(deployment, "Install", new TargetWork.Install(target.Plan([("s/same", "D/s/same"), ("changes", "D/changes")], FileExistsBehavior.Disallow, permissions)));

    private static Task InstallAsync(RunnerTarget target, string deployment, string changing, params InstallPermission[] permissions) =>
        InstallAsync(target, deployment, changing, target.Runner, permissions);

    private static async Task InstallAsync(RunnerTarget target, string deployment, string changing, TargetRunner runner, params InstallPermission[] permissions)
    {
        (await target.DownloadAsync(deployment, Revision(changing))).Should().Be(StepOutcome.Success);
        (await runner.RunAsync(Install(target, deployment, permissions), Epoch, null, Cancel)).Should().Be(StepOutcome.Success);
    }

    private static Task<string> InodeAsync(RunnerTarget target, string path) => StatAsync(target, path, "%i");

    private static async Task<string> StatAsync(RunnerTarget target, string path, string format)
    {
        var result = await target.Session.RunAsync(new DeployCommand { Arguments = ["stat", "-c", format, target.In(path)] }, Cancel);
        return Encoding.UTF8.GetString(result.StandardOutput.Span).Trim();
    }
}
