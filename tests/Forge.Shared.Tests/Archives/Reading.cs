using System.Text;
using Forge.Shared.Archives;

namespace Forge.Shared.Tests.Archives;

/// <summary>What the tests of archives do again and again.</summary>
internal static class Reading
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<ArchiveReader> OpenAsync(Stream archive, ArchiveLimits? limits = null) =>
        ArchiveReader.OpenAsync(archive, limits ?? ArchiveLimits.Default, Cancel);

    public static async Task<string> ReadTextAsync(this ArchiveReader reader, string path)
    {
        await using var content = await reader.OpenEntryAsync(reader.Entries.Single(entry => entry.Path == path), Cancel);
        using var text = new StreamReader(content);
        return await text.ReadToEndAsync(Cancel);
    }

    /// <summary>Opens an archive and reads all of it, and returns why it is refused.</summary>
    public static async Task<string> RefusalAsync(Stream archive, ArchiveLimits? limits = null)
    {
        var reading = async () =>
        {
            using var reader = await OpenAsync(archive, limits);
            await reader.VerifyAsync(Cancel);
        };
        return (await reading.Should().ThrowAsync<ArchiveException>()).Which.Message;
    }

    /// <summary>Describes a tree: each path with its permissions and its content or target. No link is followed.</summary>
    public static IReadOnlyList<string> Describe(string directory) =>
        [.. Below(new DirectoryInfo(directory)).Select(child => $"{Path.GetRelativePath(directory, child.FullName)} {DescribeOne(child)}")];

    private static IEnumerable<FileSystemInfo> Below(DirectoryInfo directory) => directory
        .EnumerateFileSystemInfos()
        .OrderBy(child => child.Name, StringComparer.Ordinal)
        .SelectMany(child => child is DirectoryInfo { LinkTarget: null } inner ? Below(inner).Prepend(child) : [child]);

    private static string DescribeOne(FileSystemInfo child) => child switch
    {
        { LinkTarget: { } target } => $"-> {target}",
        DirectoryInfo => $"{Octal(child)}/",
        _ => $"{Octal(child)} {File.ReadAllText(child.FullName, Encoding.UTF8)}",
    };

    private static string Octal(FileSystemInfo child) => Convert.ToString((int)child.UnixFileMode, 8);
}
