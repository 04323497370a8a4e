using System.Text;

namespace Forge.Testing.BadInput;

/// <summary>Files that stand in one text, each below a line <c>-- PATH --</c>; a link is <c>-- PATH > TARGET --</c>.</summary>
public static class FileList
{
    private const string Mark = "-- ";
    private const string EndOfMark = " --";

    /// <summary>Reads the files.</summary>
    /// <param name="bytes">The text.</param>
    /// <returns>The files and links in their order; directories only as parts of paths.</returns>
    public static IReadOnlyList<SourceFile> Read(byte[] bytes)
    {
        var files = new List<SourceFile>();
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n'))
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal) && line.EndsWith(EndOfMark, StringComparison.Ordinal))
            {
                files.Add(line[Mark.Length..^EndOfMark.Length].Split(" > ") is [var link, var target]
                    ? new SourceFile { Path = link, Content = target, Kind = SourceFileKind.Link }
                    : new SourceFile { Path = line[Mark.Length..^EndOfMark.Length] });
            }
            else
            {
                files[^1] = files[^1] with { Content = $"{files[^1].Content}{line}\n" };
            }
        }

        return files;
    }
}
