using System.Security.Cryptography;
using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>What a stream is made of, so that its very bytes can be put together again.</summary>
/// <param name="Digest">The SHA-256 of the stream.</param>
/// <param name="Pieces">Its pieces in order.</param>
internal sealed record StreamManifest(ArtifactDigest Digest, IReadOnlyList<StreamPiece> Pieces)
{
    /// <summary>Gets the size of the stream in bytes.</summary>
    public long Size => Pieces.Sum(piece => (long)piece.Size);

    /// <summary>Reads the manifest with a key.</summary>
    /// <returns>The manifest; null when the artifact is not the manifest of a stream.</returns>
    /// <inheritdoc cref="ManifestFile.ReadAsync"/>
    public static Task<StreamManifest?> ReadAsync(IArtifactStore store, ArtifactKey key, CancellationToken cancellationToken) =>
        ManifestFile.ReadAsync(store, key, (kind, reader, chunks) => kind is ManifestKind.Stream ? Read(reader, chunks) : null!, cancellationToken)!;

    /// <summary>Writes the manifest as it is stored.</summary>
    public byte[] ToBytes() => ManifestFile.Write(ManifestKind.Stream, (writer, table) =>
    {
        writer.Write(Convert.FromHexString(Digest.Value));
        writer.Write7BitEncodedInt(Pieces.Count);
        foreach (var piece in Pieces)
        {
            writer.Write7BitEncodedInt(table.Number(piece.Chunk));
            writer.Write7BitEncodedInt(piece.Start);
            writer.Write7BitEncodedInt(piece.Size);
            writer.Write(piece.IsBetween);
        }
    });

    private static StreamManifest Read(BinaryReader reader, IReadOnlyList<Chunk> chunks)
    {
        var digest = ArtifactDigest.FromHash(reader.ReadBytes(SHA256.HashSizeInBytes));
        var pieces = new List<StreamPiece>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var piece = new StreamPiece(ChunkTable.At(chunks, reader.Read7BitEncodedInt()), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.ReadBoolean());
            pieces.Add(piece is { Start: >= 0, Size: > 0 } && piece.Start <= piece.Chunk.Size - piece.Size
                ? piece
                : throw new InvalidDataException("A piece lies outside of its chunk."));
        }

        return new StreamManifest(digest, pieces);
    }
}
