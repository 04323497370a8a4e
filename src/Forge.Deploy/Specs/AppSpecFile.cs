namespace Forge.Deploy.Specs;

/// <summary>An entry of <c>files</c>.</summary>
/// <param name="Source">The file or directory of the revision, as written.</param>
/// <param name="Destination">The directory on the target, as written; empty for the file system's root.</param>
/// <param name="Line">The line of the entry, from 1.</param>
/// <param name="Column">The column of the entry, from 1.</param>
internal sealed record AppSpecFile(string Source, string Destination, int Line, int Column);
