using System.Buffers;

namespace Forge.Scenarios;

/// <summary>A sink that keeps only what it was given last, in one array.</summary>
internal sealed class LastBytes : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[64 * 1024];
    private int _at;

    public void Advance(int count) => _at += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _bytes.AsMemory(_at);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _bytes.AsSpan(_at);
    }

    private void MakeRoom(int size)
    {
        if (_bytes.Length - _at >= Math.Max(size, 1))
        {
            return;
        }

        _at = 0;
        if (_bytes.Length < size)
        {
            _bytes = new byte[size];
        }
    }
}
