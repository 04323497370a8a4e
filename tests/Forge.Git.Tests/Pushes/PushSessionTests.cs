using System.Text;
using Forge.Git.Commands;
using Forge.Git.Pushes;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Git.Tests.Pushes;

/// <summary>What the host answers to somebody who speaks like a hook.</summary>
public sealed class PushSessionTests : IAsyncLifetime
{
    private const string Update = "0000000000000000000000000000000000000000 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa refs/heads/main";

    private readonly HostedGit _git = new();
    private readonly TempDirectory _directory = new();
    private readonly FakeJournal _journal = new(TimeProvider.System);
    private readonly CancellationTokenSource _ended = new();
    private readonly Dictionary<string, string> _environment = [];
    private HookChannel _channel = null!;
    private PushSession _session = null!;
    private FileStream _requests = null!;
    private Task _answering = Task.CompletedTask;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Token => _environment["FORGE_PUSH_TOKEN"];

    public async ValueTask InitializeAsync()
    {
        var repository = await _git.Hosting.Repositories.CreateAsync(RepositoryName.Parse("shop"), Cancel);
        var user = new GitUser { Name = "ann", Policy = GitAccessPolicy.ForRepositories([], ["shop"]), CreatedAt = default, CredentialIssuedAt = default };
        var target = new PushTarget { Push = "push-1", User = user, Repository = repository, Directory = _git.Hosting.Repositories.DirectoryOf(repository) };
        var journal = new PushJournal(_journal);
        var git = new GitExecutable("git", TimeProvider.System);
        _channel = new HookChannel(_directory.Combine("push"));
        var reconciler = new PushReconciler(journal, git, TimeProvider.System, NullLogger<PushReconciler>.Instance);
        _session = new PushSession(target, _channel, journal, reconciler, git, NullLogger<PushSession>.Instance);
        _session.AddTo(_environment);
        _answering = _session.AnswerAsync(_ended.Token);
        _requests = new FileStream(_directory.Combine("push", "request"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _answering;
        await _requests.DisposeAsync();
        _ended.Dispose();
        _channel.Dispose();
        _directory.Dispose();
        _git.Dispose();
    }

    [Fact]
    public async Task PreReceive_RightToken_IsAccepted()
    {
        var answer = await AskAsync("pre-receive", Token, Update);

        answer.Should().Equal($"yes {Token}");
        _session.IsAccepted.Should().BeTrue();
        File.Exists(_directory.Combine("push", "report")).Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task PreReceive_ForgedToken_IsRefused(string token)
    {
        var answer = await AskAsync("pre-receive", token, Update);

        answer.Should().EndWith("no");
        _session.IsAccepted.Should().BeFalse();
        File.Exists(_directory.Combine("push", "report")).Should().BeFalse();
    }

    [Fact]
    public async Task PreReceive_SecondUseOfTheToken_IsRefused()
    {
        await AskAsync("pre-receive", Token, Update);

        (await AskAsync("pre-receive", Token, Update)).Should().EndWith("no");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("x y refs/heads/main")]
    [InlineData("")]
    public async Task PreReceive_NotALineOfGit_IsRefused(string line)
    {
        (await AskAsync("pre-receive", Token, line)).Should().EndWith("no");
        _session.IsAccepted.Should().BeFalse();
    }

    [Theory]
    [InlineData("update")]
    [InlineData("proc-receive")]
    public async Task AnotherHook_RightToken_IsRefused(string hook) => (await AskAsync(hook, Token, Update)).Should().EndWith("no");

    [Fact]
    public async Task PostReceive_WithoutAVerdict_PutsTheRefsBack()
    {
        using var client = new GitClient();
        var commit = await client.InitAsync("work");
        var repository = (await _git.Hosting.Repositories.ListAsync(Cancel))[0];
        await client.RunAsync("work", "push", "--quiet", _git.Hosting.Repositories.DirectoryOf(repository), "main");

        await AskAsync("post-receive", Token, $"{CommitId.None} {commit} refs/heads/main");

        (await client.RunAsync("", $"--git-dir={_git.Hosting.Repositories.DirectoryOf(repository)}", "for-each-ref")).Should().BeEmpty();
        (await _journal.ReadOutboxAsync(1, Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task Complete_EndedBeforeTheOutcome_ComparesTheRefs()
    {
        await AskAsync("pre-receive", Token, Update);

        await _session.CompleteAsync(endedByItself: false, Cancel);

        (await _journal.ReadOutboxAsync(1, Cancel)).Should().BeEmpty("nothing has moved");
        (await ReadTypesAsync()).Should().Equal(PushState.Accepted, PushState.Abandoned);
    }

    private async Task<IReadOnlyList<string>> AskAsync(string hook, string token, string line)
    {
        await _requests.WriteAsync(Encoding.UTF8.GetBytes($"{hook} {token}\nobjects \n{line}\nend\n"), Cancel);
        await _requests.FlushAsync(Cancel);
        var lines = new List<string>();
        using var answers = new StreamReader(new FileStream(_directory.Combine("push", "answer"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1));
        do
        {
            lines.Add((await answers.ReadLineAsync(Cancel))!);
        }
        while (lines[^1].StartsWith("say ", StringComparison.Ordinal));

        return lines;
    }

    private async Task<IReadOnlyList<string>> ReadTypesAsync()
    {
        var repository = (await _git.Hosting.Repositories.ListAsync(Cancel))[0];
        var types = new List<string>();
        await foreach (var e in _journal.ReadAsync(new Forge.Journal.StreamId("git-repository", repository.Id), 1, Cancel))
        {
            types.Add(e.Entry.Type);
        }

        return types;
    }
}
