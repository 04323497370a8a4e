using System.Formats.Tar;
using System.Text;
using Forge.Artifacts;
using Forge.Build.Local;
using Forge.Build.Output;
using Forge.Build.Planning;
using Forge.Build.Running;
using Forge.Shared.Archives.Tar;

namespace Forge.Build.Packaging;

/// <summary>Brings a build what earlier builds kept, and takes what it keeps. A cache that cannot be had or kept never fails a build.</summary>
internal sealed class CacheTransfer(IBuildEnvironment environment, CacheStore store, BuildLog log, CachePlan plan, string sourceDirectory)
{
    private const string Nothing = "none";
    private const string Exact = "exact";
    private const string Near = "other";
    private const int FileMode = 0b110_100_100;

    private string _version = "";
    private string _key = plan.Key;
    private bool _isPacked;

    /// <summary>Answers the runner, which waits for it. A runner that has its answer already, from an earlier host, gets no other.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        var texts = RunnerFiles.ReadExpanded(
            (await RunnerFiles.ReadAsync(environment, RunnerFiles.CacheTextsFile, cancellationToken).ConfigureAwait(false)).Span, plan.Texts.Count + 1);
        var expanded = texts is null ? plan : plan.WithTexts([.. texts.SkipLast(1)]);
        (_key, _version) = (expanded.Key, CacheVersion.Of(expanded.Paths, sourceDirectory, texts?[^1] ?? ""));
        var given = await RunnerFiles.ReadAsync(environment, $"{RunnerFiles.RunnerDirectory}/{RunnerFiles.CacheAnswer}", cancellationToken).ConfigureAwait(false);
        var (answer, problem) = given.IsEmpty ? await AnswerAsync(expanded, cancellationToken).ConfigureAwait(false) : (Encoding.UTF8.GetString(given.Span).TrimEnd('\n'), "");
        // One line whatever happens: a log that is written again counts its lines.
        log.Write(problem.Length > 0 ? $"Warning: the cache is not restored: {problem}"
            : answer.Split(' ', 2) is [Exact or Near, var key] ? $"Downloading cache... {key}"
            : $"No cache is restored{(_key.Length > 0 ? $" for the key '{_key}'" : "")}");
    }

    /// <summary>Notes that the build has something to keep.</summary>
    public void MarkPacked() => _isPacked = true;

    /// <summary>Takes what the build keeps. Whoever calls it has seen the end of the build's commands.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        if (!_isPacked)
        {
            return;
        }

        try
        {
            var packed = await environment.GetAsync(RunnerFiles.RunnerDirectory, [RunnerFiles.CacheArchive], cancellationToken).ConfigureAwait(false);
            await using (packed.ConfigureAwait(false))
            {
                var tar = new TarReader(packed, leaveOpen: true);
                await using (tar.ConfigureAwait(false))
                {
                    var entry = await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false);
                    var stored = await store.SaveAsync(_version, _key, entry?.DataStream ?? Stream.Null, cancellationToken).ConfigureAwait(false);
                    log.Write(stored is null ? $"The cache '{_key}' exists already and stays as it is" : $"Saved the cache{(_key.Length > 0 ? $" '{_key}'" : "")}, {stored:N0} bytes");
                }
            }
        }
        catch (Exception e) when (e is ArtifactStoreException or BuildExecutorException or IOException)
        {
            log.Write($"Warning: the cache is not saved: {e.Message}");
        }
    }

    // The answer comes last: when it is there, so is the cache.
    private async Task<(string Answer, string Problem)> AnswerAsync(CachePlan expanded, CancellationToken cancellationToken)
    {
        var (answer, problem) = (Nothing, "");
        try
        {
            if (expanded.Restores && await store.FindAsync(_version, expanded.Key, expanded.FallbackKeys, cancellationToken).ConfigureAwait(false) is { } hit)
            {
                var content = await store.OpenAsync(hit, cancellationToken).ConfigureAwait(false);
                await using (content.ConfigureAwait(false))
                {
                    await PutAsync(RunnerFiles.CacheArchive, content.Length, content, cancellationToken).ConfigureAwait(false);
                }

                answer = $"{(hit.IsExact ? Exact : Near)} {hit.Info.Key}";
            }
        }
        catch (Exception e) when (e is ArtifactStoreException or IOException)
        {
            problem = e.Message;
        }

        var bytes = Encoding.UTF8.GetBytes($"{answer}\n");
        using var text = new MemoryStream(bytes);
        await PutAsync(RunnerFiles.CacheAnswer, bytes.Length, text, cancellationToken).ConfigureAwait(false);
        return (answer, problem);
    }

    private async Task PutAsync(string name, long size, Stream content, CancellationToken cancellationToken)
    {
        var tar = new ProducedStream(async (destination, token) =>
        {
            var builder = new TarBuilder(destination);
            await builder.AddFileAsync(name, FileMode, DateTimeOffset.UnixEpoch, size, content, token).ConfigureAwait(false);
            await builder.CompleteAsync(token).ConfigureAwait(false);
        });
        await using (tar.ConfigureAwait(false))
        {
            await environment.PutAsync(RunnerFiles.RunnerDirectory, tar, cancellationToken).ConfigureAwait(false);
        }
    }
}
