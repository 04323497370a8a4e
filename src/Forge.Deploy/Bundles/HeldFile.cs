namespace Forge.Deploy.Bundles;

/// <summary>A file that a target holds of an earlier revision, as it was sent.</summary>
/// <param name="Hash">The SHA-256 of its content.</param>
/// <param name="Mode">Its permission bits, in octal digits.</param>
/// <param name="Path">Its path in that revision.</param>
internal sealed record HeldFile(string Hash, string Mode, string Path)
{
    private const int HashLength = 64;

    /// <summary>Reads lines of hash, mode and path. What is none, as the end of an answer that was cut off, is passed over.</summary>
    public static IEnumerable<HeldFile> Read(string text)
    {
        for (int start = 0, end; (end = text.IndexOf('\n', start)) >= 0; start = end + 1)
        {
            if (text[start..end].Split(' ', 3) is [{ Length: HashLength } hash, var mode, { Length: > 0 } path])
            {
                yield return new HeldFile(hash, mode, path);
            }
        }
    }
}
