using System.Collections.Concurrent;
using System.Formats.Tar;
using System.Text;
using Forge.Build;

namespace Forge.Testing;

/// <summary>An <see cref="IBuildEnvironment"/> in memory.</summary>
public sealed class FakeBuildEnvironment : IBuildEnvironment
{
    private readonly FakeBuildExecutor _executor;
    private readonly FakeBuild _build;
    private readonly Action _disposed;
    private readonly CancellationTokenSource _detached = new();

    internal FakeBuildEnvironment(FakeBuildExecutor executor, FakeBuild build, Action disposed)
    {
        _executor = executor;
        _build = build;
        _disposed = disposed;
    }

    public string Directory => "/fake/build";

    /// <summary>Gets the files and links by their paths.</summary>
    public ConcurrentDictionary<string, (byte[] Content, string? LinkTarget, UnixFileMode Mode)> Files => _build.Files;

    /// <summary>Writes a file.</summary>
    public void Write(string path, string content) => Files[path] = (Encoding.UTF8.GetBytes(content), null, (UnixFileMode)0b110_100_100);

    public async Task PutAsync(string path, Stream tar, CancellationToken cancellationToken)
    {
        var prefix = Prefix(path);
        await using var reader = new TarReader(tar, leaveOpen: true);
        while (await reader.GetNextEntryAsync(copyData: true, cancellationToken) is { } entry)
        {
            if (entry.EntryType is not TarEntryType.Directory)
            {
                using var content = new MemoryStream();
                await (entry.DataStream ?? Stream.Null).CopyToAsync(content, cancellationToken);
                Files[prefix + entry.Name] = (content.ToArray(), entry.EntryType is TarEntryType.SymbolicLink ? entry.LinkName : null, entry.Mode);
            }
        }
    }

    public Task<BuildCommandResult> RunAsync(BuildCommand command, IBuildOutput output, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _build.Read(output);
        _build.Start((printed, stop) => _executor.RunAsync(this, command, printed, stop));
        return _build.WaitAsync(output, _detached.Token, cancellationToken);
    }

    public Task<BuildCommandResult> RejoinAsync(IBuildOutput output, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _build.Program is null
            ? throw new BuildExecutorException("No program was started here.", _executor.Name)
            : _build.WaitAsync(output, _detached.Token, cancellationToken);
    }

    public Task DetachAsync(CancellationToken cancellationToken) => _detached.CancelAsync();

    public Task<int> ReadAsync(string path, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Prefix(path);
        if (!Files.TryGetValue(path, out var file) || file.LinkTarget is not null || offset >= file.Content.Length)
        {
            return Task.FromResult(0);
        }

        var read = Math.Min(buffer.Length, file.Content.Length - (int)offset);
        file.Content.AsMemory((int)offset, read).CopyTo(buffer);
        return Task.FromResult(read);
    }

    public Task<IReadOnlyList<BuildFile>?> ListAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var prefix = Prefix(path);
        var files = Files
            .Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(file => new BuildFile { Path = file.Key[prefix.Length..], Size = file.Value.Content.Length, LinkTarget = file.Value.LinkTarget })
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .ToList();
        return Task.FromResult<IReadOnlyList<BuildFile>?>(files.Count > 0 || path.Length == 0 ? files : null);
    }

    public async Task<Stream> GetAsync(string path, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var prefix = Prefix(path);
        var packed = new MemoryStream();
        await using (var tar = new TarWriter(packed, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var name in files)
            {
                var file = Files[prefix + name];
                var entry = file.LinkTarget is null
                    ? new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(file.Content), Mode = file.Mode }
                    : new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = file.LinkTarget, Mode = (UnixFileMode)0b111_111_111 };
                await tar.WriteEntryAsync(entry, cancellationToken);
            }
        }

        packed.Position = 0;
        return packed;
    }

    public ValueTask DisposeAsync()
    {
        if (!_detached.IsCancellationRequested)
        {
            _build.Stop.Cancel();
            _disposed();
        }

        return ValueTask.CompletedTask;
    }

    private string Prefix(string path) =>
        path.StartsWith('/') || path.Split('/').Contains("..")
            ? throw new BuildExecutorException($"'{path}' leads out of the build's directory.", _executor.Name)
            : path.Length == 0 ? "" : $"{path}/";
}
