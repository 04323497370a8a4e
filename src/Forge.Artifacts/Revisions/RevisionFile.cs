using Forge.Shared.Archives;

namespace Forge.Artifacts.Revisions;

/// <summary>A file that goes into a revision.</summary>
/// <param name="Path">Its path there.</param>
/// <param name="Source">Where its content is: for a link to a file, what the link leads to.</param>
/// <param name="Stamp">What the file system says of that.</param>
internal sealed record RevisionFile(string Path, string Source, FileStamp Stamp);
