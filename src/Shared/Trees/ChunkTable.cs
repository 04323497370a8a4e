using System.Security.Cryptography;
using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>Numbers the chunks, frames and packs that a manifest refers to.</summary>
internal sealed class ChunkTable
{
    private const int PackIdLength = 32;

    private readonly Dictionary<object, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly List<Chunk> _chunks = [];
    private readonly List<Frame> _frames = [];
    private readonly List<Pack> _packs = [];

    /// <summary>Gives the number of a chunk, and adds it when it has none.</summary>
    public int Number(Chunk chunk)
    {
        if (_numbers.TryGetValue(chunk, out var known))
        {
            return known;
        }

        var number = Add(_chunks, chunk);
        if (!_numbers.ContainsKey(chunk.Frame))
        {
            Add(_frames, chunk.Frame);
            foreach (var basis in chunk.Frame.Basis)
            {
                Number(basis);
            }

            if (!_numbers.ContainsKey(chunk.Frame.Pack!))
            {
                Add(_packs, chunk.Frame.Pack!);
            }
        }

        return number;
    }

    /// <summary>Gives the thing with a number.</summary>
    /// <exception cref="InvalidDataException">There is no such number.</exception>
    public static T At<T>(IReadOnlyList<T> things, int number) =>
        number >= 0 && number < things.Count ? things[number] : throw new InvalidDataException("A number is out of its range.");

    /// <summary>Writes the table.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(_packs.Count);
        foreach (var pack in _packs)
        {
            writer.Write(pack.Id);
            writer.Write7BitEncodedInt64(pack.Size);
        }

        writer.Write7BitEncodedInt(_frames.Count);
        foreach (var frame in _frames)
        {
            writer.Write7BitEncodedInt(_numbers[frame.Pack!]);
            writer.Write7BitEncodedInt64(frame.Offset);
            writer.Write7BitEncodedInt(frame.Length);
            writer.Write7BitEncodedInt(frame.RawSize);
            writer.Write7BitEncodedInt(frame.Basis.Count);
            foreach (var chunk in frame.Basis)
            {
                writer.Write7BitEncodedInt(_numbers[chunk]);
            }
        }

        writer.Write7BitEncodedInt(_chunks.Count);
        foreach (var chunk in _chunks)
        {
            writer.Write(Convert.FromHexString(chunk.Digest.Value));
            writer.Write7BitEncodedInt(chunk.Size);
            writer.Write7BitEncodedInt(_numbers[chunk.Frame]);
            writer.Write7BitEncodedInt(chunk.Start);
        }
    }

    /// <summary>Reads a table.</summary>
    /// <returns>The chunks by their numbers.</returns>
    /// <exception cref="InvalidDataException">A number in it is impossible.</exception>
    public static Chunk[] Read(BinaryReader reader)
    {
        var packs = new Pack[Count(reader)];
        for (var i = 0; i < packs.Length; i++)
        {
            packs[i] = new Pack(PackId(reader.ReadString())) { Size = reader.Read7BitEncodedInt64() };
        }

        var frames = new Frame[Count(reader)];
        var basis = new int[frames.Length][];
        for (var i = 0; i < frames.Length; i++)
        {
            frames[i] = new Frame
            {
                Pack = At(packs, reader.Read7BitEncodedInt()),
                Offset = reader.Read7BitEncodedInt64(),
                Length = Below(int.MaxValue, reader),
                RawSize = Below(Chunk.MaxSize + 1, reader),
            };
            basis[i] = new int[Count(reader)];
            for (var j = 0; j < basis[i].Length; j++)
            {
                basis[i][j] = reader.Read7BitEncodedInt();
            }
        }

        var chunks = new Chunk[Count(reader)];
        for (var i = 0; i < chunks.Length; i++)
        {
            chunks[i] = ReadChunk(reader, frames);
        }

        for (var i = 0; i < frames.Length; i++)
        {
            frames[i].Basis = [.. basis[i].Select(number => At(chunks, number))];
        }

        return chunks.Any(chunk => chunk.Frame.Basis.Any(basis => basis.Frame.Basis.Count > 0))
            ? throw new InvalidDataException("A patch is based on a patch.")
            : chunks;
    }

    private static Chunk ReadChunk(BinaryReader reader, Frame[] frames)
    {
        var digest = ArtifactDigest.FromHash(reader.ReadBytes(SHA256.HashSizeInBytes));
        var size = Below(Chunk.MaxSize + 1, reader);
        var frame = At(frames, reader.Read7BitEncodedInt());
        var start = reader.Read7BitEncodedInt();
        return start >= 0 && start <= frame.RawSize - size
            ? new Chunk(digest, size, frame, start)
            : throw new InvalidDataException("A chunk lies outside of its frame.");
    }

    private int Add<T>(List<T> list, T thing)
        where T : class
    {
        _numbers.Add(thing, list.Count);
        list.Add(thing);
        return list.Count - 1;
    }

    private static string PackId(string text) =>
        text.Length == PackIdLength && text.All(char.IsAsciiHexDigitLower) ? text : throw new InvalidDataException("A pack has an impossible name.");

    // Everything that is counted takes a byte at least, so that a wrong number cannot ask for more room than the manifest has.
    private static int Count(BinaryReader reader) =>
        Below((int)Math.Min(int.MaxValue, reader.BaseStream.Length - reader.BaseStream.Position + 1), reader);

    private static int Below(int limit, BinaryReader reader)
    {
        var number = reader.Read7BitEncodedInt();
        return number >= 0 && number < limit ? number : throw new InvalidDataException("A number is out of its range.");
    }
}
