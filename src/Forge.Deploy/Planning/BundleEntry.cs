namespace Forge.Deploy.Planning;

/// <summary>One entry of a revision.</summary>
/// <param name="Path">Its path in the simplest form: <c>web/index.html</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="LinkTarget">What a symbolic link holds; empty otherwise.</param>
internal sealed record BundleEntry(string Path, BundleEntryKind Kind, string LinkTarget = "");
