using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Forge.Git.Commands;
using Forge.Git.Storage;
using Forge.Shared.Processes;

namespace Forge.Git.Mirrors;

/// <summary>Bare mirrors of foreign repositories, so that the next fetch brings only what is new.</summary>
internal sealed class MirrorCache(GitSourceOptions options, GitExecutable git, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);
    private readonly string[] _protocols = [.. options.AllowedProtocols];
    private readonly TimeSpan _fetchTimeout = options.FetchTimeout;
    private readonly string _directory = options.MirrorDirectory;

    /// <summary>Says where the mirror of a repository lies. A host that holds it must not change it.</summary>
    public string DirectoryOf(string repository) =>
        Path.Combine(_directory, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(repository)))}.git");

    /// <summary>Brings the branches and tags of the mirror up to date.</summary>
    /// <exception cref="SourceException">The repository cannot be reached, or is none.</exception>
    public Task RefreshAsync(string repository, CancellationToken cancellationToken) =>
        FetchAsync(repository, GitCommand.FetchMirror, cancellationToken);

    /// <summary>Brings one commit into the mirror, which no branch or tag need lead to.</summary>
    /// <exception cref="SourceException">The repository cannot be reached, or does not give the commit away.</exception>
    public Task FetchCommitAsync(string repository, CommitId commit, CancellationToken cancellationToken) =>
        FetchAsync(repository, (mirror, url) => GitCommand.FetchCommit(mirror, url, commit), cancellationToken);

    /// <summary>Asks which branch the repository's HEAD names; null when it names none.</summary>
    /// <exception cref="SourceException">The repository cannot be reached, or is none.</exception>
    public async Task<string?> FindHeadAsync(string repository, CancellationToken cancellationToken)
    {
        var address = SourceAddress.Parse(repository);
        var result = await RunAsync(GitCommand.ReadRemoteHead(address.Url), repository, address, cancellationToken).ConfigureAwait(false);
        return GitOutput.ReadSymbolicHead(result.StandardOutput);
    }

    private async Task FetchAsync(string repository, Func<string, string, GitCommand> command, CancellationToken cancellationToken)
    {
        var address = SourceAddress.Parse(repository);
        var mirror = DirectoryOf(repository);
        var gate = _gates.GetOrAdd(mirror, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // The gate is for this process; other processes may share the directory.
            Directory.CreateDirectory(_directory);
            using var held = await new FileLock($"{mirror}.lock", _fetchTimeout, timeProvider).AcquireAsync(cancellationToken).ConfigureAwait(false);
            if (!File.Exists(Path.Combine(mirror, "HEAD")))
            {
                await RunAsync(GitCommand.InitBare(mirror, "main"), repository, address, cancellationToken).ConfigureAwait(false);
            }

            await RunAsync(command(mirror, address.Url), repository, address, cancellationToken).ConfigureAwait(false);
        }
        catch (GitHostingException e)
        {
            throw new SourceException($"'{address.Url}' cannot be fetched: {e.Message}", repository, isTransient: true, e);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<ProcessResult> RunAsync(GitCommand command, string repository, SourceAddress address, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_fetchTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var environment = GitEnvironment.ForFetch(git.FilePath, _protocols, address.UserName, address.Password);
            var result = await git.RunAsync(command, either.Token, environment).ConfigureAwait(false);
            return result.ExitCode == 0
                ? result
                : throw new SourceException($"'{address.Url}' cannot be fetched: {GitExecutable.Said(result)}.", repository, isTransient: true);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceException($"'{address.Url}' cannot be fetched: it took more than {_fetchTimeout.TotalSeconds:0} seconds. Raise FetchTimeout if that can be right.", repository, isTransient: true, e);
        }
    }
}
