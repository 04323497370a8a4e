namespace Forge.Build.Packaging;

/// <summary>A file that goes into an artifact.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Source">Its path in the source. Never a symbolic link.</param>
internal sealed record SelectedFile(string Name, string Source);
