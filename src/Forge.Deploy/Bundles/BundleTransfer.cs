using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Forge.Deploy.Running;
using Forge.Shared.Archives;

namespace Forge.Deploy.Bundles;

/// <summary>Packs a revision for its way to targets: once for all that lack the same.</summary>
/// <remarks>Safe for concurrent use. The packed files lie beside the revision's tar and go with it.</remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "The semaphore has no wait handle, so there is nothing to dispose; revisions come and go while others use them.")]
internal sealed class BundleTransfer(string tarPath) : IRevisionSource
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    private readonly SemaphoreSlim _one = new(1);
    private readonly ConcurrentDictionary<string, (RevisionDelta? Delta, string Path)> _deltas = new(StringComparer.Ordinal);
    private IReadOnlyList<BundleFile>? _files;

    /// <inheritdoc/>
    public string ListName { get; } = $".forge-list-{Path.GetFileName(tarPath)}";

    /// <inheritdoc/>
    public IReadOnlyList<TransferCoding> Codings { get; } = [TransferCoding.Zstd, TransferCoding.Gzip, TransferCoding.Plain];

    /// <inheritdoc/>
    public async Task<Stream> OpenAsync(TransferCoding coding, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await OpenAsync($"{tarPath}.{coding}", coding, Nothing, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<RevisionDelta?> CompareAsync(ReadOnlyMemory<byte> held, TransferCoding coding, CancellationToken cancellationToken)
    {
        // Targets that were deployed to together hold the same.
        var key = $"{Convert.ToHexStringLower(SHA256.HashData(held.Span))}.{coding}";
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_deltas.TryGetValue(key, out var known))
            {
                var files = await FilesAsync(cancellationToken).ConfigureAwait(false);
                var sources = DeltaPlanner.Plan(files, HeldFile.Read(Encoding.UTF8.GetString(held.Span)));
                var path = $"{tarPath}.{key}";
                known = (sources.Count == 0 ? null : new RevisionDelta(token => OpenDeltaAsync(path, coding, sources, token), files.Count - sources.Count, sources.Count), path);
                _deltas[key] = known;
            }

            return known.Delta;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<Stream> OpenDeltaAsync(string path, TransferCoding coding, IReadOnlyDictionary<string, string> sources, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await OpenAsync(path, coding, sources, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<Stream> OpenAsync(string path, TransferCoding coding, IReadOnlyDictionary<string, string> sources, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            var list = DeltaPlanner.List(await FilesAsync(cancellationToken).ConfigureAwait(false), sources);
            await BundleFiles.WriteAsync(path, file => PackAsync(ArchiveBuilder.Create(FormatOf(coding), file), list, sources, cancellationToken)).ConfigureAwait(false);
        }

        return new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 });
    }

    private async Task PackAsync(IArchiveBuilder builder, byte[] list, IReadOnlyDictionary<string, string> sources, CancellationToken cancellationToken)
    {
        await using (builder.ConfigureAwait(false))
        {
            var tar = File.OpenRead(tarPath);
            await using (tar.ConfigureAwait(false))
            {
                using var reader = await ArchiveReader.OpenAsync(tar, ArchiveLimits.Default, cancellationToken).ConfigureAwait(false);
                foreach (var entry in reader.Entries.Where(entry => !sources.ContainsKey(entry.Path)))
                {
                    var content = entry.Kind is ArchiveEntryKind.File ? await reader.OpenEntryAsync(entry, cancellationToken).ConfigureAwait(false) : Stream.Null;
                    await using (content.ConfigureAwait(false))
                    {
                        await builder.AddAsync(entry, content, cancellationToken).ConfigureAwait(false);
                    }
                }
            }

            var last = new ArchiveEntry { Path = ListName, Kind = ArchiveEntryKind.File, UnixMode = UnixModes.DefaultFile, Size = list.Length, ModifiedAt = ArchiveEntry.FixedTime };
            await builder.AddAsync(last, new MemoryStream(list), cancellationToken).ConfigureAwait(false);
            await builder.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<BundleFile>> FilesAsync(CancellationToken cancellationToken)
    {
        if (_files is not null)
        {
            return _files;
        }

        var files = new List<BundleFile>();
        var tar = File.OpenRead(tarPath);
        await using (tar.ConfigureAwait(false))
        {
            using var reader = await ArchiveReader.OpenAsync(tar, ArchiveLimits.Default, cancellationToken).ConfigureAwait(false);
            // The list has a line for each file: a name that does not fit one is sent every time.
            foreach (var entry in reader.Entries.Where(entry => entry.Kind is ArchiveEntryKind.File && !entry.Path.Any(char.IsControl)))
            {
                var content = await reader.OpenEntryAsync(entry, cancellationToken).ConfigureAwait(false);
                await using (content.ConfigureAwait(false))
                {
                    var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));
                    files.Add(new BundleFile(entry.Path, hash, Convert.ToString(entry.UnixMode, 8), entry.Size));
                }
            }
        }

        return _files = files;
    }

    private static ArchiveFormat FormatOf(TransferCoding coding) => coding switch
    {
        TransferCoding.Zstd => ArchiveFormat.TarZstd,
        TransferCoding.Gzip => ArchiveFormat.TarGzip,
        _ => ArchiveFormat.Tar,
    };
}
