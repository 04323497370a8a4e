namespace Forge.Build.Output;

/// <summary>What a line of a stored log is.</summary>
internal enum StoredLineKind
{
    /// <summary>A line, or the end of one, that a command printed.</summary>
    Output,

    /// <summary>A part of a line that a command printed: the next line of output continues it.</summary>
    OutputPart,

    /// <summary>A line of the build itself.</summary>
    Note,
}
