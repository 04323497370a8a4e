namespace Forge.Build;

/// <summary>Takes what a program in a build environment prints.</summary>
/// <remarks>An environment calls it from one thread at a time, in order. It must return soon: the program waits while it runs.</remarks>
public interface IBuildOutput
{
    /// <summary>Takes bytes that the program wrote to its standard output.</summary>
    /// <param name="bytes">Any number of bytes, cut anywhere; valid during the call only.</param>
    void OnStandardOutput(ReadOnlySpan<byte> bytes);

    /// <summary>Takes bytes that the program wrote to its standard error.</summary>
    /// <param name="bytes">Any number of bytes, cut anywhere; valid during the call only.</param>
    void OnStandardError(ReadOnlySpan<byte> bytes);
}
