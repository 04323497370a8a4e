namespace Forge.Artifacts.S3;

/// <summary>Checks the parts of content that comes in chunks of any length.</summary>
internal sealed class PartScan(int partSize, List<uint> checks)
{
    private PartCheck _check;
    private int _filled;

    /// <summary>Gets how many bytes there were.</summary>
    public long Size { get; private set; }

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var piece = bytes[..Math.Min(bytes.Length, partSize - _filled)];
            _check.Append(piece);
            _filled += piece.Length;
            Size += piece.Length;
            bytes = bytes[piece.Length..];
            if (_filled == partSize)
            {
                End();
            }
        }
    }

    /// <summary>Ends the part that is begun.</summary>
    public void End()
    {
        if (_filled > 0)
        {
            checks.Add(_check.Append([]));
            _check = default;
            _filled = 0;
        }
    }
}
