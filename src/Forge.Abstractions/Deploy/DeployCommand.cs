namespace Forge.Deploy;

/// <summary>One program to run on a deploy target.</summary>
public sealed record DeployCommand
{
    /// <summary>Gets the program and its arguments. They arrive exactly as given; no shell interprets them.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Gets what the program reads from its standard input, or null for nothing. Stays the caller's; secrets and files travel here.</summary>
    public Stream? StandardInput { get; init; }

    /// <summary>Gets how many bytes of each output stream are kept; the rest is read and dropped.</summary>
    /// <value>The default is 1 MiB; from 0 to 64 MiB.</value>
    public int OutputLimit { get; init; } = 1024 * 1024;
}
