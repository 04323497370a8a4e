namespace Forge.Shared.Archives;

/// <summary>How a directory is packed.</summary>
internal sealed record PackOptions
{
    /// <summary>Gets the options that make the same bytes of the same files, wherever and whenever they were written.</summary>
    public static PackOptions Default { get; } = new();

    /// <summary>Gets a value indicating whether entries keep their times and all their permissions.</summary>
    /// <value>The default is false: one fixed time for all, and nothing that only its owner's umask decided: no permission to write for others.</value>
    public bool KeepsMetadata { get; init; }

    /// <summary>Gets what becomes of symbolic links.</summary>
    /// <value>The default is <see cref="PackedLinks.Contents"/>.</value>
    public PackedLinks Links { get; init; }

    /// <summary>Gets what says whether a path is packed; a directory is asked about first, and what lies below it only if it is.</summary>
    /// <value>The default takes everything.</value>
    public Func<FoundFile, bool> Includes { get; init; } = _ => true;
}
