using Forge.Git.Commands;
using Forge.Git.Pushes;
using Forge.Shared.Processes;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Git.Tests.Pushes;

public sealed class PushReconcilerTests : IAsyncLifetime
{
    private readonly HostedGit _git = new();
    private readonly GitClient _client = new();
    private readonly FakeJournal _journal = new(TimeProvider.System);
    private GitRepository _repository = null!;
    private string _commit = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Directory => _git.Hosting.Repositories.DirectoryOf(_repository);

    public async ValueTask InitializeAsync()
    {
        _repository = await _git.Hosting.Repositories.CreateAsync(RepositoryName.Parse("shop"), Cancel);
        _commit = await _client.InitAsync("work");
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _git.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Reconcile_RefMoved_EmitsOnceHoweverOftenItRuns()
    {
        await AcceptAsync(processGroup: 0);
        await _client.RunAsync("work", "push", "--quiet", Directory, "main");

        await Create().ReconcileAsync(_repository.Id, Directory, Cancel);
        await Create().ReconcileAsync(_repository.Id, Directory, Cancel);

        (await _journal.ReadOutboxAsync(10, Cancel)).Should().ContainSingle().Which.Id.Should().Be("push-1-1");
    }

    [Fact]
    public async Task Reconcile_RefDidNotMove_EmitsNothing()
    {
        await AcceptAsync(processGroup: 0);

        await Create().ReconcileAsync(_repository.Id, Directory, Cancel);
        await _client.RunAsync("work", "push", "--quiet", Directory, "main");
        await Create().ReconcileAsync(_repository.Id, Directory, Cancel);

        (await _journal.ReadOutboxAsync(10, Cancel)).Should().BeEmpty("the push was settled before somebody else moved the ref");
    }

    [Fact]
    public async Task Reconcile_PushStillRunsHere_LeavesItAlone()
    {
        await AcceptAsync(processGroup: 0);
        await _client.RunAsync("work", "push", "--quiet", Directory, "main");
        var reconciler = Create();

        using (reconciler.Hold("push-1", Directory))
        {
            await reconciler.ReconcileAsync(_repository.Id, Directory, Cancel);
            (await _journal.ReadOutboxAsync(10, Cancel)).Should().BeEmpty();
        }

        await reconciler.ReconcileAsync(_repository.Id, Directory, Cancel);
        (await _journal.ReadOutboxAsync(10, Cancel)).Should().ContainSingle();
    }

    [Fact]
    public async Task Reconcile_QuarantineOfAKilledGit_IsRemovedOnceNoPushRuns()
    {
        var quarantine = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "objects", "tmp_objdir-incoming-abc")).FullName;
        var reconciler = Create();

        using (reconciler.Hold("push-2", Directory))
        {
            await reconciler.ReconcileAsync(_repository.Id, Directory, Cancel);
            System.IO.Directory.Exists(quarantine).Should().BeTrue("it may be that of the push that runs");
        }

        await reconciler.ReconcileAsync(_repository.Id, Directory, Cancel);
        System.IO.Directory.Exists(quarantine).Should().BeFalse();
    }

    [Fact]
    public async Task Reconcile_GitOutlivedItsHost_EndsItFirst()
    {
        using var orphan = Start(("FORGE_PUSH_ID", "push-1"));
        await AcceptAsync(orphan.Id);

        await Create().ReconcileAsync(_repository.Id, Directory, Cancel);

        (await orphan.WaitForExitAsync(Cancel)).Should().Be(137);
    }

    [Fact]
    public async Task Reconcile_ProcessNumberBelongsToSomebodyElse_LeavesItAlone()
    {
        using var other = Start(("FORGE_PUSH_ID", "push-2"));
        await AcceptAsync(other.Id);

        await Create().ReconcileAsync(_repository.Id, Directory, Cancel);

        System.IO.Directory.Exists($"/proc/{other.Id}/fd").Should().BeTrue();
        other.StandardInput.Close();
        (await other.WaitForExitAsync(Cancel)).Should().Be(0);
    }

    [Fact]
    public async Task Reconcile_RepositoryIsBroken_SaysWhich()
    {
        await AcceptAsync(processGroup: 0);
        System.IO.Directory.Delete(Directory, recursive: true);

        var reconcile = () => Create().ReconcileAsync(_repository.Id, Directory, Cancel);

        await reconcile.Should().ThrowAsync<GitHostingException>().WithMessage($"The refs in '{Directory}' cannot be read*");
    }

    // cat ends by itself when its input ends, so a test that fails leaves nothing behind.
    private static RunningProcess Start((string Name, string Value) variable) => RunningProcess.Start(
        new ProcessSpec { Arguments = ["cat"], Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", [variable.Name] = variable.Value } }, TimeProvider.System);

    private PushReconciler Create() =>
        new(new PushJournal(_journal), new GitExecutable("git", TimeProvider.System), TimeProvider.System, NullLogger<PushReconciler>.Instance);

    private Task AcceptAsync(int processGroup) => new PushJournal(_journal).AcceptAsync(
        _repository.Id,
        new AcceptedPush
        {
            Push = "push-1",
            User = "ann",
            Repository = "shop",
            ProcessGroup = processGroup,
            Updates = [new RefUpdate { Ref = "refs/heads/main", Old = CommitId.None.ToString(), New = _commit }],
        },
        Cancel);
}
