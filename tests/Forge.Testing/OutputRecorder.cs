using System.Buffers;
using System.Text;
using Forge.Build;

namespace Forge.Testing;

/// <summary>Keeps what a program in a build environment prints.</summary>
public sealed class OutputRecorder : IBuildOutput
{
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly ArrayBufferWriter<byte> _error = new();

    /// <summary>Gets what was written to the standard output so far, read as UTF-8.</summary>
    public string StandardOutput => Text(_output);

    /// <summary>Gets what was written to the standard error so far, read as UTF-8.</summary>
    public string StandardError => Text(_error);

    /// <inheritdoc/>
    public void OnStandardOutput(ReadOnlySpan<byte> bytes) => Keep(_output, bytes);

    /// <inheritdoc/>
    public void OnStandardError(ReadOnlySpan<byte> bytes) => Keep(_error, bytes);

    private void Keep(ArrayBufferWriter<byte> kept, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            kept.Write(bytes);
        }
    }

    private string Text(ArrayBufferWriter<byte> kept)
    {
        lock (_lock)
        {
            return Encoding.UTF8.GetString(kept.WrittenSpan);
        }
    }
}
