namespace Forge.Build;

/// <summary>How much of the machine a build may use. An executor applies what its technology can.</summary>
public sealed record ResourceLimits
{
    /// <summary>Gets the memory in bytes.</summary>
    /// <value>The default is null: no limit of Forge's.</value>
    public long? MemoryBytes { get; init; }

    /// <summary>Gets the processors, in cores; 0.5 is half a core.</summary>
    /// <value>The default is null: no limit of Forge's.</value>
    public double? Processors { get; init; }

    /// <summary>Gets how many processes and threads may exist at one time.</summary>
    /// <value>The default is 1,024.</value>
    public int Processes { get; init; } = 1024;
}
