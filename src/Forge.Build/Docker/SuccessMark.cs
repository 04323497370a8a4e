using System.Text;

namespace Forge.Build.Docker;

/// <summary>Takes the mark out of what a container prints by which it says that its program ended with 0, and passes on the rest.</summary>
/// <param name="output">Gets the rest.</param>
internal sealed class SuccessMark(IBuildOutput output) : IBuildOutput
{
    private readonly List<byte> _held = [];
    private byte[]? _bytes;

    /// <summary>Gets what the mark says after a NUL. No program knows it.</summary>
    public string Text { get; } = $"forge-ended-{Guid.NewGuid():N}";

    /// <summary>Gets a value indicating whether it came.</summary>
    public bool IsSeen { get; private set; }

    private byte[] Bytes => _bytes ??= Encoding.ASCII.GetBytes($"\0{Text}");

    /// <inheritdoc/>
    public void OnStandardOutput(ReadOnlySpan<byte> bytes)
    {
        if (_held.Count == 0)
        {
            var begin = bytes.IndexOf((byte)0);
            PassOn(begin < 0 ? bytes : bytes[..begin]);
            bytes = begin < 0 ? [] : bytes[begin..];
        }

        _held.AddRange(bytes);
        while (_held.Count > 0 && !MayBeMark())
        {
            var next = _held.IndexOf(0, 1);
            Release(next < 0 ? _held.Count : next);
        }
    }

    /// <inheritdoc/>
    public void OnStandardError(ReadOnlySpan<byte> bytes) => output.OnStandardError(bytes);

    /// <summary>Passes on what looked like the beginning of a mark and was none.</summary>
    public void Flush() => Release(_held.Count);

    // Whether what is held is a beginning of the mark; the whole mark is taken out.
    private bool MayBeMark()
    {
        var compared = Math.Min(_held.Count, Bytes.Length);
        for (var i = 0; i < compared; i++)
        {
            if (_held[i] != Bytes[i])
            {
                return false;
            }
        }

        if (compared < Bytes.Length)
        {
            return true;
        }

        IsSeen = true;
        _held.RemoveRange(0, compared);
        return _held.Count == 0;
    }

    private void Release(int count)
    {
        PassOn(_held.GetRange(0, count).ToArray());
        _held.RemoveRange(0, count);
    }

    private void PassOn(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            output.OnStandardOutput(bytes);
        }
    }
}
