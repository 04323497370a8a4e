namespace Forge.Shared.Yaml;

/// <summary>The lines of a file that a tab indents.</summary>
internal sealed class YamlTabs
{
    private readonly List<int> _lines = [];
    private readonly List<int> _columns = [];

    /// <summary>Initializes a new instance of the <see cref="YamlTabs"/> class from a whole file.</summary>
    public YamlTabs(string text)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var indent = line[..^line.TrimStart(" \t").Length];
            var tab = indent.IndexOf('\t');
            if (tab >= 0 && indent.Length < line.Length && line[indent.Length] != '#')
            {
                _lines.Add(number);
                _columns.Add(tab + 1);
            }
        }
    }

    /// <summary>Finds the first of some lines that a tab indents.</summary>
    /// <returns>The error that it is, or null when there is none.</returns>
    public YamlException? Find(long firstLine, long lastLine)
    {
        var found = _lines.BinarySearch((int)firstLine);
        var index = found >= 0 ? found : ~found;
        return index < _lines.Count && _lines[index] <= lastLine
            ? new YamlException($"found character that cannot start any token at line {_lines[index]}: indent with spaces, not with a tab", _lines[index], _columns[index])
            : null;
    }
}
