namespace Forge.Build.Packaging;

/// <summary>A file that goes into an artifact.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Source">Its path in the source. A symbolic link only when <paramref name="LinkTarget"/> says where it points to.</param>
/// <param name="LinkTarget">What a symbolic link says that stays a link; null for a file.</param>
internal sealed record SelectedFile(string Name, string Source, string? LinkTarget = null);
