namespace Forge.Deploy.Bundles;

/// <summary>A file of a revision, by its content.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Hash">The SHA-256 of its content, in lower-case hexadecimal digits.</param>
/// <param name="Mode">Its permission bits, in octal digits.</param>
/// <param name="Size">Its size in bytes.</param>
internal sealed record BundleFile(string Path, string Hash, string Mode, long Size);
