using System.Security.Cryptography;
using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>Cuts contents into chunks and stores those that are new.</summary>
/// <remarks>Not for concurrent use.</remarks>
internal sealed class FileUpload(ChunkWriter writer)
{
    private readonly byte[] _buffer = new byte[Chunk.MaxSize];

    /// <summary>Stores a file.</summary>
    /// <inheritdoc cref="AddAsync(Stream, IReadOnlyList{Chunk}, CancellationToken)"/>
    public async Task<(IReadOnlyList<Chunk> Chunks, ArtifactDigest Digest, long Size)> AddAsync(string path, IReadOnlyList<Chunk> former, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return await AddAsync((offset, buffer) => ValueTask.FromResult(Fill(file, offset, buffer.Span)), former, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores a content.</summary>
    /// <param name="content">The bytes, read to the end.</param>
    /// <param name="former">What an earlier content in the same place was made of.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>What it is made of, its digest and its size.</returns>
    public Task<(IReadOnlyList<Chunk> Chunks, ArtifactDigest Digest, long Size)> AddAsync(Stream content, IReadOnlyList<Chunk> former, CancellationToken cancellationToken) =>
        AddAsync((_, buffer) => content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken), former, cancellationToken);

    // Files are read without a detour over the thread pool: most are small.
    private static int Fill(Microsoft.Win32.SafeHandles.SafeFileHandle file, long offset, Span<byte> buffer)
    {
        var filled = 0;
        int read;
        while (filled < buffer.Length && (read = RandomAccess.Read(file, buffer[filled..], offset + filled)) > 0)
        {
            filled += read;
        }

        return filled;
    }

    private async Task<(IReadOnlyList<Chunk> Chunks, ArtifactDigest Digest, long Size)> AddAsync(
        Func<long, Memory<byte>, ValueTask<int>> fill, IReadOnlyList<Chunk> former, CancellationToken cancellationToken)
    {
        var chunks = new List<Chunk>();
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = 0L;
        int read;
        while ((read = await fill(size, _buffer).ConfigureAwait(false)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var raw = _buffer.AsMemory(0, read);
            var digest = ArtifactDigest.FromHash(SHA256.HashData(raw.Span));
            size += read;
            chunks.Add(await writer.AddAsync(digest, raw, PatchBasis.For(former, chunks.Count, read)).ConfigureAwait(false));
            if (read < _buffer.Length && chunks.Count == 1)
            {
                return (chunks, digest, size);
            }

            whole.AppendData(raw.Span);
        }

        return (chunks, ArtifactDigest.FromHash(whole.GetHashAndReset()), size);
    }
}
