namespace Forge.Shared.Archives;

/// <summary>What a walk through a directory found.</summary>
/// <param name="Path">The path below the directory, with <c>/</c>.</param>
/// <param name="Status">What it is.</param>
/// <param name="LinkTarget">What a link points to; empty for everything else.</param>
internal readonly record struct FoundFile(string Path, FileStamp Status, string LinkTarget);
