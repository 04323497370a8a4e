namespace Forge.Build;

/// <summary>One program to run in a build environment.</summary>
public sealed record BuildCommand
{
    /// <summary>Gets the program and its arguments. No shell reads them.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Gets the bytes that the program reads from its standard input before that ends. Secrets travel here, never in <see cref="Arguments"/>.</summary>
    /// <value>The default is empty.</value>
    public ReadOnlyMemory<byte> StandardInput { get; init; }
}
