using Forge.Cli.Output;

namespace Forge.Cli.Verbs;

/// <summary>Reads environment variables as users give them to the reference's local agent: quotes are part of the value.</summary>
internal static class VariableReader
{
    /// <exception cref="UserException">A line is not K=V.</exception>
    public static IReadOnlyDictionary<string, string> Read(IEnumerable<string> options, FileInfo? file)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var lines = file is null ? [] : File.ReadLines(file.FullName).Where(line => line.Trim() is [not '#', ..]);
        foreach (var line in lines.Concat(options))
        {
            var (name, value) = line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
                ? (line[..at].Trim(), line[(at + 1)..])
                : throw new UserException($"'{line}' is not a variable: write NAME=VALUE.");
            variables[name] = value;
        }

        return variables;
    }
}
