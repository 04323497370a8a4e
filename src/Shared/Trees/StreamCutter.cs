using System.Security.Cryptography;
using Forge.Artifacts;
using Forge.Shared.Archives;
using Forge.Shared.Archives.Tar;

namespace Forge.Shared.Trees;

/// <summary>Cuts a stream where the files of a tar begin and end, also of tars in the tar, and stores the pieces that are new.</summary>
/// <remarks>Any stream will do: what is no tar is cut without sense, and put together just the same.</remarks>
internal sealed class StreamCutter(ChunkWriter writer, IReadOnlyList<Chunk> formerBetween) : IDisposable
{
    private const int BetweenSize = 256 * 1024;
    private const string TarSuffix = ".tar";

    private readonly FileUpload _contents = new(writer);
    private readonly List<StreamPiece?> _pieces = [];
    private readonly List<(int Index, int Start, int Size)> _open = [];
    private readonly byte[] _between = new byte[BetweenSize];
    private readonly byte[] _block = new byte[TarHeader.BlockSize];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _betweenLength;
    private int _betweenChunks;

    /// <summary>Reads a stream to its end.</summary>
    /// <returns>What it is made of.</returns>
    public async Task<StreamManifest> CutAsync(Stream content, CancellationToken cancellationToken)
    {
        int read;
        while ((read = await content.ReadAtLeastAsync(_block, _block.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)) > 0)
        {
            await AddBetweenAsync(_block.AsMemory(0, read)).ConfigureAwait(false);
            if (ContentBehind(_block.AsSpan(0, read)) is > 0 and var size)
            {
                await AddContentAsync(content, size, cancellationToken).ConfigureAwait(false);
                var padding = (int)((TarHeader.BlockSize - (size % TarHeader.BlockSize)) % TarHeader.BlockSize);
                read = await content.ReadAtLeastAsync(_block.AsMemory(0, padding), padding, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                await AddBetweenAsync(_block.AsMemory(0, read)).ConfigureAwait(false);
            }
        }

        await FlushAsync().ConfigureAwait(false);
        return new StreamManifest(ArtifactDigest.FromHash(_hash.GetHashAndReset()), [.. _pieces.Select(piece => piece!.Value)]);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    // How many bytes of a file follow; 0 where none do, or where they are a tar whose own files are looked for.
    private static long ContentBehind(ReadOnlySpan<byte> block)
    {
        if (!TarHeader.IsHeader(block))
        {
            return 0;
        }

        try
        {
            var header = TarHeader.Parse(block);
            return header.Type is '0' or '\0' or '7' && !EntryName.Decode(header.RawName).EndsWith(TarSuffix, StringComparison.Ordinal) ? header.Size : 0;
        }
        catch (ArchiveException)
        {
            return 0;
        }
    }

    private async Task AddContentAsync(Stream content, long size, CancellationToken cancellationToken)
    {
        var (chunks, _, _) = await _contents.AddAsync(new HashedSection(content, size, _hash), former: [], cancellationToken).ConfigureAwait(false);
        _pieces.AddRange(chunks.Select(chunk => (StreamPiece?)new StreamPiece(chunk, Start: 0, chunk.Size, IsBetween: false)));
    }

    private async Task AddBetweenAsync(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (_betweenLength + bytes.Length > BetweenSize)
        {
            await FlushAsync().ConfigureAwait(false);
        }

        _hash.AppendData(bytes.Span);
        bytes.CopyTo(_between.AsMemory(_betweenLength));
        if (_open is [.., var last] && last.Index == _pieces.Count - 1)
        {
            _open[^1] = last with { Size = last.Size + bytes.Length };
        }
        else
        {
            _open.Add((_pieces.Count, _betweenLength, bytes.Length));
            _pieces.Add(null);
        }

        _betweenLength += bytes.Length;
    }

    private async Task FlushAsync()
    {
        if (_betweenLength == 0)
        {
            return;
        }

        var raw = _between.AsMemory(0, _betweenLength);
        var basis = PatchBasis.For(formerBetween, _betweenChunks, _betweenLength);
        var chunk = await writer.AddAsync(ArtifactDigest.FromHash(SHA256.HashData(raw.Span)), raw, basis).ConfigureAwait(false);
        foreach (var (index, start, size) in _open)
        {
            _pieces[index] = new StreamPiece(chunk, start, size, IsBetween: true);
        }

        _open.Clear();
        _betweenLength = 0;
        _betweenChunks++;
    }
}
