using Forge.Deploy.Running;
using static Forge.Deploy.Tests.Running.RunnerTarget;

namespace Forge.Deploy.Tests.Running;

public sealed class TargetRunnerInstallTests
{
    public static TheoryData<string> Shells => TargetShell.All;

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_FirstRevision_CopiesFilesWithModeAndTime(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.DownloadAsync("d-1", new Bundle().File("web/x", "x", (UnixFileMode)0b110_000_000).File("web/s/y", "y", (UnixFileMode)0b111_101_000));

        var outcome = await target.RunAsync(Step("d-1", "Install", new TargetWork.Install(
            target.Plan([("web/x", "D/x"), ("web/s/y", "D/s/y")], FileExistsBehavior.Disallow))));

        outcome.Should().Be(StepOutcome.Success);
        target.Read("D/x").Should().Be("x");
        File.GetUnixFileMode(target.In("D/x")).Should().Be((UnixFileMode)0b110_000_000);
        File.GetUnixFileMode(target.In("D/s/y")).Should().Be((UnixFileMode)0b111_101_000);
        File.GetUnixFileMode(target.In("D/s")).Should().Be((UnixFileMode)0b111_101_101);
        File.GetLastWriteTimeUtc(target.In("D/x")).Should().Be(DateTime.UnixEpoch.AddDays(1));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_FileWasEditedSince_IsReplacedAllTheSame(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.InstallAsync("d-1", [("f", "D/f")]);
        await File.WriteAllTextAsync(target.In("D/f"), "edited", TestContext.Current.CancellationToken);

        (await target.InstallAsync("d-2", [("f", "D/f")])).Should().Be(StepOutcome.Success);

        target.Read("D/f").Should().Be("d-2:f");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_SomebodyElsesFileInTheDirectory_StaysWithTheDirectory(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.InstallAsync("d-1", [("f", "D/f"), ("g", "E/g")]);
        await File.WriteAllTextAsync(target.In("D/log"), "kept", TestContext.Current.CancellationToken);

        (await target.InstallAsync("d-2", [])).Should().Be(StepOutcome.Success);

        Directory.GetFileSystemEntries(target.Root).Should().Equal(target.In("D"));
        Directory.GetFileSystemEntries(target.In("D")).Should().Equal(target.In("D/log"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_DestinationMoves_OldOneIsRemovedWithTheDirectoriesMade(string shell)
    {
        await using var target = await CreateAsync(shell);
        Directory.CreateDirectory(target.In("mine"));
        await target.InstallAsync("d-1", [("f", "A/deep/b/f"), ("g", "mine/g")]);

        (await target.InstallAsync("d-2", [("f", "C/f")])).Should().Be(StepOutcome.Success);

        Directory.GetFileSystemEntries(target.Root).Should().BeEquivalentTo(target.In("C"), target.In("mine"));
        target.Read("C/f").Should().Be("d-2:f");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_ForeignFileUnderDisallow_FailsAndTheOldVersionStays(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.InstallAsync("d-1", [("f", "D/f")]);
        await File.WriteAllTextAsync(target.In("D/other"), "foreign", TestContext.Current.CancellationToken);

        var outcome = await target.InstallAsync("d-2", [("f", "D/f"), ("other", "D/other"), ("new", "N/new")]);

        outcome.Status.Should().Be(StepStatus.Failed);
        outcome.Code.Should().Be(LifecycleErrorCode.UnknownError);
        outcome.Message.Should().StartWith($"The file '{target.In("D/other")}' exists").And.EndWith("Nothing was changed.");
        target.Read("D/f").Should().Be("d-1:f");
        target.Read("D/other").Should().Be("foreign");
        Directory.Exists(target.In("N")).Should().BeFalse();
        (await target.Runner.ReadInstalledAsync(Group, TestContext.Current.CancellationToken))!.DeploymentId.Should().Be("d-1");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_ForeignFileUnderOverwrite_IsReplacedAndRemovedByTheNextInstall(string shell)
    {
        await using var target = await CreateAsync(shell);
        Directory.CreateDirectory(target.In("D"));
        await File.WriteAllTextAsync(target.In("D/f"), "foreign", TestContext.Current.CancellationToken);

        (await target.InstallAsync("d-1", [("f", "D/f")], FileExistsBehavior.Overwrite)).Should().Be(StepOutcome.Success);
        target.Read("D/f").Should().Be("d-1:f");
        (await target.InstallAsync("d-2", [])).Should().Be(StepOutcome.Success);

        Directory.GetFileSystemEntries(target.In("D")).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_ForeignFileUnderRetain_SurvivesThisAndLaterInstallsUntouched(string shell)
    {
        await using var target = await CreateAsync(shell);
        Directory.CreateDirectory(target.In("D"));
        await File.WriteAllTextAsync(target.In("D/f"), "foreign", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(target.In("D/f"), (UnixFileMode)0b110_100_100);
        var mode = new InstallPermission(target.In("D/f"), "0600", null, null);

        (await target.InstallAsync("d-1", [("f", "D/f"), ("g", "D/g")], FileExistsBehavior.Retain, mode)).Should().Be(StepOutcome.Success);
        target.Read("D/g").Should().Be("d-1:g");
        (await target.InstallAsync("d-2", [], FileExistsBehavior.Disallow)).Should().Be(StepOutcome.Success);

        target.Read("D/f").Should().Be("foreign");
        File.GetUnixFileMode(target.In("D/f")).Should().Be((UnixFileMode)0b110_100_100);
        File.Exists(target.In("D/g")).Should().BeFalse();
    }

    [Theory]
    [InlineData(FileExistsBehavior.Overwrite)]
    [InlineData(FileExistsBehavior.Disallow)]
    [InlineData(FileExistsBehavior.Retain)]
    public async Task Install_DirectoryInTheFilesPlace_FailsWhateverTheBehavior(FileExistsBehavior behavior)
    {
        await using var target = await CreateAsync(TargetShell.Dash);
        Directory.CreateDirectory(target.In("D/f"));

        var outcome = await target.InstallAsync("d-1", [("a/f", "D/f")], behavior);

        outcome.Message.Should().StartWith($"The file '{target.In("D/f")}' cannot be copied: a directory of that name is there.");
        Directory.GetFileSystemEntries(target.In("D/f")).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_FileInADirectorysPlace_FailsAndTheFileStays(string shell)
    {
        await using var target = await CreateAsync(shell);
        await File.WriteAllTextAsync(target.In("D"), "file", TestContext.Current.CancellationToken);

        var outcome = await target.InstallAsync("d-1", [("f", "D/f")], FileExistsBehavior.Overwrite);

        outcome.Message.Should().StartWith($"The directory '{target.In("D")}' cannot be made: a file of that name is there.");
        target.Read("D").Should().Be("file");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_FileBecomesDirectoryAndBack_FollowsTheRevision(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.InstallAsync("d-1", [("x", "D/x")]);

        (await target.InstallAsync("d-2", [("x/deep/f", "D/x/deep/f")])).Should().Be(StepOutcome.Success);
        target.Read("D/x/deep/f").Should().Be("d-2:x/deep/f");
        (await target.InstallAsync("d-3", [("x", "D/x")])).Should().Be(StepOutcome.Success);

        target.Read("D/x").Should().Be("d-3:x");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_OwnDirectoryInAFilesPlaceHoldsForeignFile_FailsAndNothingIsRemoved(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.InstallAsync("d-1", [("x/f", "D/x/f")]);
        await File.WriteAllTextAsync(target.In("D/x/.hidden"), "foreign", TestContext.Current.CancellationToken);

        var outcome = await target.InstallAsync("d-2", [("x", "D/x")]);

        outcome.Status.Should().Be(StepStatus.Failed);
        target.Read("D/x/f").Should().Be("d-1:x/f");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_Links_AreCopiedAsLinks(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.DownloadAsync("d-1", new Bundle().File("a/real").Link("a/l", "real").Link("a/dangling", "/no/such/file"));
        var plan = target.Plan([("a/real", "D/real"), ("a/l", "D/l"), ("a/dangling", "D/dangling")], FileExistsBehavior.Disallow);

        (await target.RunAsync(Step("d-1", "Install", new TargetWork.Install(plan)))).Should().Be(StepOutcome.Success);
        new FileInfo(target.In("D/l")).LinkTarget.Should().Be("real");
        new FileInfo(target.In("D/dangling")).LinkTarget.Should().Be("/no/such/file");

        (await target.InstallAsync("d-2", [("b/dangling", "D/dangling")])).Should().Be(StepOutcome.Success);
        new FileInfo(target.In("D/dangling")).LinkTarget.Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_LinkInTheFilesPlace_IsWrittenThrough(string shell)
    {
        await using var target = await CreateAsync(shell);
        Directory.CreateDirectory(target.In("D"));
        await File.WriteAllTextAsync(target.In("elsewhere"), "old", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(target.In("D/live"), target.In("elsewhere"));
        File.CreateSymbolicLink(target.In("D/dangling"), target.In("not-yet\n"));

        (await target.InstallAsync("d-1", [("live", "D/live")])).Status.Should().Be(StepStatus.Failed);
        var outcome = await target.InstallAsync("d-2", [("live", "D/live"), ("dangling", "D/dangling")], FileExistsBehavior.Overwrite);

        outcome.Should().Be(StepOutcome.Success);
        target.Read("elsewhere").Should().Be("d-2:live");
        target.Read("not-yet\n").Should().Be("d-2:dangling");
        new FileInfo(target.In("D/live")).LinkTarget.Should().NotBeNull();
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_DanglingLinkUnderDisallow_IsNoCollision(string shell)
    {
        await using var target = await CreateAsync(shell);
        File.CreateSymbolicLink(target.In("f"), target.In("not-yet"));

        (await target.InstallAsync("d-1", [("f", "f")])).Should().Be(StepOutcome.Success);

        target.Read("not-yet").Should().Be("d-1:f");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_UnusualNames_AreInstalledAndRemovedExactly(string shell)
    {
        await using var target = await CreateAsync(shell);
        string[] names = ["with blank", "trailing ", " ", "new\nline", "'quote'", "\"double\"", "-dash", "--", "$(id)", "`id`", "a%0Ab", "100%", "*", "back\\slash", "ü🚀", "%25"];
        (string, string)[] files = [.. names.Select(n => ($"src/{n}", $"D/{n}/{n}"))];

        (await target.InstallAsync("d-1", [.. names.Select(n => ($"src/{n}", $"D/{n}"))])).Should().Be(StepOutcome.Success);
        names.Should().OnlyContain(n => target.Read($"D/{n}") == $"d-1:src/{n}");
        (await target.InstallAsync("d-2", files)).Should().Be(StepOutcome.Success);
        names.Should().OnlyContain(n => target.Read($"D/{n}/{n}") == $"d-2:src/{n}");
        (await target.InstallAsync("d-3", [])).Should().Be(StepOutcome.Success);

        Directory.GetFileSystemEntries(target.Root).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_CopyFailsHalfWay_NextInstallRemovesTheHalf(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.InstallAsync("d-1", [("f", "D/f")]);
        var owner = new InstallPermission(target.In("D/f"), null, "no-such-account", null);

        var failed = await target.InstallAsync("d-2", [("f", "D/f"), ("h", "H/h")], permissions: owner);
        failed.Message.Should().StartWith("The owner 'no-such-account' could not be set:");
        target.Read("D/f").Should().Be("d-2:f");
        (await target.InstallAsync("d-3", [("g", "D/g")])).Should().Be(StepOutcome.Success);

        Directory.GetFileSystemEntries(target.In("D")).Should().Equal(target.In("D/g"));
        Directory.Exists(target.In("H")).Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_SourceIsMissing_FailsBeforeAnythingIsRemoved(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.InstallAsync("d-1", [("f", "D/f")]);
        await target.DownloadAsync("d-2", new Bundle().File("f"));

        var outcome = await target.RunAsync(Step("d-2", "Install", new TargetWork.Install(
            target.Plan([("f", "D/f"), ("gone", "D/gone")], FileExistsBehavior.Disallow))));

        outcome.Message.Should().Be($"The source '{target.Archive("d-2")}/gone' is not in the revision. Nothing was changed.");
        target.Read("D/f").Should().Be("d-1:f");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Install_Succeeds_PointsToTheRevisionAndItsAppSpec(string shell)
    {
        await using var target = await CreateAsync(shell);
        (await target.Runner.ReadInstalledAsync(Group, TestContext.Current.CancellationToken)).Should().BeNull();
        await target.DownloadAsync("d-1", new Bundle().File("appspec.yml", "yml").File("deploy/own.yml", "own"));

        await target.RunAsync(Step("d-1", "Install", new TargetWork.Install(target.Plan([], FileExistsBehavior.Disallow), "deploy/own.yml")));
        var own = await target.Runner.ReadInstalledAsync(Group, TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(target.Archive("d-1"), "deploy/own.yml"));
        var fallback = await target.Runner.ReadInstalledAsync(Group, TestContext.Current.CancellationToken);
        Directory.Delete(target.Archive("d-1"), recursive: true);
        var vanished = await target.Runner.ReadInstalledAsync(Group, TestContext.Current.CancellationToken);

        own!.DeploymentId.Should().Be("d-1");
        own.AppSpec.Should().Equal("own"u8.ToArray());
        fallback!.AppSpec.Should().Equal("yml"u8.ToArray());
        vanished.Should().Be(new InstalledRevision("d-1", null));
        (await File.ReadAllTextAsync(Path.Combine(target.State, "deployment-instructions", $"{Group}_last_successful_install"), TestContext.Current.CancellationToken))
            .Should().Be($"{target.State}/{Group}/d-1\n");
    }

    [Theory]
    [InlineData(TargetShell.Dash)]
    [InlineData(TargetShell.Busybox)]
    public async Task Install_TwoThousandFiles_AreReplacedInSecondsAndRemovedWithoutATrace(string shell)
    {
        await using var target = await CreateAsync(shell);
        (string, string)[] files = [.. Enumerable.Range(0, 2000).Select(i => ($"d{i / 40}/f{i}", $"D/d{i / 40}/f{i}"))];
        InstallPermission[] modes = [.. files.Select(f => new InstallPermission(target.In(f.Item2), "0600", null, null))];
        await File.WriteAllTextAsync(target.In("foreign"), "kept", TestContext.Current.CancellationToken);
        await target.InstallAsync("d-1", files);
        await target.DownloadAsync("d-2", files.Aggregate(new Bundle(), (b, f) => b.File(f.Item1, "second")));

        var watch = System.Diagnostics.Stopwatch.StartNew();
        var outcome = await target.RunAsync(Step("d-2", "Install", new TargetWork.Install(target.Plan(files, FileExistsBehavior.Disallow, modes))));

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(8), "one machine may be busy, and 2 s is the aim");
        outcome.Should().Be(StepOutcome.Success);
        files.Should().OnlyContain(f => target.Read(f.Item2) == "second" && File.GetUnixFileMode(target.In(f.Item2)) == (UnixFileMode)0b110_000_000);
        (await target.InstallAsync("d-3", [])).Should().Be(StepOutcome.Success);
        Directory.GetFileSystemEntries(target.Root).Should().Equal(target.In("foreign"));
    }
}
