using Forge.Deploy.Running;
using static Forge.Deploy.Tests.Running.RunnerTarget;

namespace Forge.Deploy.Tests.Running;

public sealed class TargetRunnerDownloadTests
{
    public static TheoryData<string> Shells => TargetShell.All;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Download_Bundle_IsUnpackedWithModesLinksAndEmptyFiles(string shell)
    {
        await using var target = await CreateAsync(shell);

        var outcome = await target.DownloadAsync("d-1", new Bundle().File("a/x.sh", "x", (UnixFileMode)0b111_101_000).File("empty", "").Link("l", "a/x.sh"));

        outcome.Should().Be(StepOutcome.Success);
        var archive = target.Archive("d-1");
        File.GetUnixFileMode(Path.Combine(archive, "a/x.sh")).Should().Be((UnixFileMode)0b111_101_000);
        new FileInfo(Path.Combine(archive, "empty")).Length.Should().Be(0);
        new FileInfo(Path.Combine(archive, "l")).LinkTarget.Should().Be("a/x.sh");
        Directory.GetDirectories(Path.GetDirectoryName(archive)!).Should().Equal(archive);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Download_SameStepAgain_DoesNotUnpackAgain(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.DownloadAsync("d-1", new Bundle().File("f", "first"));

        var again = await target.DownloadAsync("d-1", new Bundle().File("f", "second"));

        again.Should().Be(StepOutcome.Success);
        (await File.ReadAllTextAsync(Path.Combine(target.Archive("d-1"), "f"), Cancel)).Should().Be("first");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Download_BrokenTar_FailsAndLeavesNothing(string shell)
    {
        await using var target = await CreateAsync(shell);
        var broken = new byte[4096];
        Array.Fill(broken, (byte)'x');

        var outcome = await target.RunAsync(Step("d-1", "DownloadBundle", new TargetWork.Download(new PlainRevision(_ => Task.FromResult<Stream>(new MemoryStream(broken))), 5)));

        outcome.Status.Should().Be(StepStatus.Failed);
        outcome.Code.Should().Be(LifecycleErrorCode.UnknownError);
        outcome.Message.Should().StartWith("The revision could not be unpacked");
        Directory.GetFileSystemEntries(Path.GetDirectoryName(target.Archive("d-1"))!).Should().BeEmpty();
    }

    [Fact]
    public async Task Download_SourceBreaksAtAnEntry_IsNotTakenForWhole()
    {
        await using var target = await CreateAsync(TargetShell.Dash);
        await using var whole = await new Bundle().File("a").File("b").OpenAsync(Cancel);
        var half = new byte[1536];
        await whole.ReadExactlyAsync(half, Cancel);

        var running = () => target.RunAsync(Step(
            "d-1", "DownloadBundle", new TargetWork.Download(new PlainRevision(_ => Task.FromResult<Stream>(new BreakingStream(half))), 5)));

        await running.Should().ThrowAsync<InvalidDataException>();
        Directory.Exists(target.Archive("d-1")).Should().BeFalse();
        (await target.DownloadAsync("d-1", new Bundle().File("a").File("b"))).Should().Be(StepOutcome.Success);
        Directory.GetFiles(target.Archive("d-1")).Should().HaveCount(2);
    }

    [Theory]
    [InlineData(1, new[] { "d-2", "d-6" })]
    [InlineData(3, new[] { "d-2", "d-5", "d-6" })]
    [InlineData(5, new[] { "d-2", "d-3", "d-4", "d-5", "d-6" })]
    public async Task Download_ManyRevisions_KeepsTheNewestAndTheLastSuccessfulOne(int maxRevisions, string[] kept)
    {
        foreach (var shell in new[] { TargetShell.Dash, TargetShell.Busybox })
        {
            await using var target = await CreateAsync(shell);
            for (var i = 1; i <= 5; i++)
            {
                await target.DownloadAsync($"d-{i}", new Bundle().File("f"), maxRevisions: 9);
                if (i == 2)
                {
                    await target.RunAsync(Step("d-2", "Install", new TargetWork.Install(target.Plan([], FileExistsBehavior.Disallow))));
                }

                Directory.SetLastWriteTimeUtc(Path.Combine(target.State, Group, $"d-{i}"), DateTime.UnixEpoch.AddDays(i));
            }

            await target.DownloadAsync("d-6", new Bundle().File("f"), maxRevisions);

            Directory.GetDirectories(Path.Combine(target.State, Group)).Select(Path.GetFileName).Should().BeEquivalentTo(kept, shell);
            Directory.GetDirectories(Path.Combine(target.State, ".forge", "groups", Group, "steps"))
                .Select(s => Path.GetFileName(s)![..3]).Distinct().Should().BeEquivalentTo(kept, "steps go with their deployment");
        }
    }

    private sealed class BreakingStream(byte[] beginning) : MemoryStream(beginning)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var read and > 0 ? read : throw new InvalidDataException("The store is gone.");
    }
}
