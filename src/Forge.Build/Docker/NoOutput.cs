namespace Forge.Build.Docker;

/// <summary>Drops what a program prints.</summary>
internal sealed class NoOutput : IBuildOutput
{
    /// <summary>Gets the one instance.</summary>
    public static NoOutput Instance { get; } = new();

    /// <inheritdoc/>
    public void OnStandardOutput(ReadOnlySpan<byte> bytes)
    {
    }

    /// <inheritdoc/>
    public void OnStandardError(ReadOnlySpan<byte> bytes)
    {
    }
}
