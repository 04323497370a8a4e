using Forge.Testing;

namespace Forge.Artifacts.Tests.Trees;

/// <summary>Directories for tests.</summary>
internal static class TreeSample
{
    private const int Seed = 7;

    /// <summary>Writes a bit of everything that a tree can hold.</summary>
    public static string Write(TempDirectory directory, string name = "source")
    {
        directory.Write($"{name}/appspec.yml", "version: 0.0\n");
        directory.WriteScript($"{name}/bin/run.sh", "#!/bin/sh\n");
        directory.Write($"{name}/app/empty", "");
        directory.Write($"{name}/app/ünï cödé", "text");
        directory.Write($"{name}/app-more/twin", "text");
        directory.MakeDirectory($"{name}/nothing/in here");
        File.CreateSymbolicLink(directory.Combine(name, "current"), "app/empty");
        File.CreateSymbolicLink(directory.Combine(name, "dangling"), "../../nowhere");
        File.WriteAllBytes(directory.Combine(name, "app", "large"), Noise(9 * 1024 * 1024));
        return directory.Combine(name);
    }

    /// <summary>Makes bytes that do not compress, the same each time.</summary>
    public static byte[] Noise(int size)
    {
        var bytes = new byte[size];
        new Random(Seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Says everything about a directory that two equal ones have in common.</summary>
    public static IReadOnlyList<string> Describe(string directory) =>
        [.. new DirectoryInfo(directory).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).OrderBy(entry => entry.FullName, StringComparer.Ordinal).Select(entry => Describe(directory, entry))];

    private static string Describe(string directory, FileSystemInfo entry)
    {
        var path = Path.GetRelativePath(directory, entry.FullName);
        return entry switch
        {
            { LinkTarget: { } target } => $"{path} -> {target}",
            FileInfo file => $"{path} {file.UnixFileMode} {file.LastWriteTimeUtc:O}"[..^8] + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file.FullName))),
            _ => $"{path}/ {entry.UnixFileMode}",
        };
    }
}
