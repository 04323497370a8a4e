namespace Forge.Artifacts.Tests.S3;

/// <summary>Content that is not the same when it is read a second time.</summary>
internal sealed class ChangingStream(int size, bool shrinks) : MemoryStream(new byte[size], 0, size, writable: true, publiclyVisible: true)
{
    private bool _isReadOnce;
    private int _reads;

    /// <summary>Gets what is done at each read of the second time; it is told how many there were.</summary>
    public Action<int, ChangingStream>? OnPart { get; init; }

    /// <summary>Gets whether the content stays as it is after all.</summary>
    public bool IsSteady { get; init; }

    // Every other way to read ends here.
    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_isReadOnce)
        {
            OnPart?.Invoke(++_reads, this);
        }

        var read = base.Read(buffer, offset, count);
        if (read == 0 && !_isReadOnce)
        {
            _isReadOnce = true;
            if (!IsSteady && shrinks)
            {
                SetLength(Length - 1);
            }
            else if (!IsSteady)
            {
                GetBuffer()[Length / 2] ^= 1;
            }
        }

        return read;
    }
}
