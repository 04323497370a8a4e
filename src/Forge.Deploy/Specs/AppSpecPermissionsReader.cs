using Forge.Shared.Text;
using Forge.Shared.Yaml;

namespace Forge.Deploy.Specs;

/// <summary>Reads <c>permissions</c>.</summary>
internal static class AppSpecPermissionsReader
{
    private const int FewestModeDigits = 3;
    private const int MostModeDigits = 4;

    private static readonly string[] Keys = ["object", "pattern", "except", "type", "mode", "owner", "group", "acls", "context"];
    private static readonly string[] Types = ["file", "directory"];

    /// <summary>Reads the entries that have no error.</summary>
    public static IReadOnlyList<AppSpecPermission> Read(YamlNode? node, string operatingSystem, ProblemList problems)
    {
        switch (node)
        {
            case null or YamlScalar { IsNull: true } or YamlMap { Entries.Count: 0 } or YamlList { Items.Count: 0 }:
                return [];
            case var _ when operatingSystem is "windows":
                problems.Error(node, "'permissions' are not possible with 'os: windows': remove the section.");
                return [];
            case YamlList list:
                return [.. list.Items.Select(entry => ReadEntry(entry, problems)).OfType<AppSpecPermission>()];
            default:
                problems.Error(node, $"'permissions' must be a list of entries with 'object', not {node.Kind}.");
                return [];
        }
    }

    private static AppSpecPermission? ReadEntry(YamlNode entry, ProblemList problems)
    {
        if (entry is not YamlMap map)
        {
            problems.Error(entry, $"An entry of 'permissions' is a map with 'object', not {entry.Kind}.");
            return null;
        }

        problems.WarnOfUnknownKeys(map, "an entry of 'permissions'", Keys);
        var types = ReadTypes(map, problems);
        if (problems.Text(map, "object")?.Trim() is not { Length: > 0 } target)
        {
            problems.Error(map, "An entry of 'permissions' lacks its 'object': name a file or a directory on the target.");
            return null;
        }

        return new AppSpecPermission
        {
            Object = target,
            Pattern = problems.Text(map, "pattern") ?? AppSpecPermission.Everything,
            Except = ReadList(map, "except", problems).Select(item => item.Text).ToList(),
            Files = types.Contains("file"),
            Directories = types.Contains("directory"),
            Mode = ReadMode(map, problems),
            Owner = ReadAccount(map, "owner", problems),
            Group = ReadAccount(map, "group", problems),
            AccessList = AccessListReader.Read(ReadList(map, "acls", problems), problems),
            Context = SecurityLabelReader.Read(map.Find("context"), problems),
            Line = map.Line,
            Column = map.Column,
        };
    }

    private static string[] ReadTypes(YamlMap map, ProblemList problems)
    {
        var written = ReadList(map, "type", problems);
        foreach (var type in written.Where(type => !Types.Contains(type.Text)))
        {
            problems.Error(type, $"The type {Quotation.Of(type.Text)} does not exist: write file, directory or both.");
        }

        return written.Count > 0 ? [.. written.Select(type => type.Text)] : Types;
    }

    private static IReadOnlyList<YamlScalar> ReadList(YamlMap map, string key, ProblemList problems)
    {
        switch (map.Find(key))
        {
            case null or YamlScalar { IsNull: true }:
                return [];
            case YamlList list when list.Items.All(item => item is YamlScalar { IsNull: false }):
                return [.. list.Items.Cast<YamlScalar>()];
            case YamlScalar scalar:
                problems.Error(scalar, $"'{key}' must be a list: write {Quotation.Of($"{key}: [{scalar.Text}]")}.");
                return [];
            case var other:
                problems.Error(other, $"'{key}' must be a list of names, as in '{key}: [a, b]'.");
                return [];
        }
    }

    // As it is written: 0644 is 644, whatever YAML makes of a number that starts with zero.
    private static string? ReadMode(YamlMap map, ProblemList problems)
    {
        if (problems.Text(map, "mode") is not { } text)
        {
            return null;
        }

        var digits = text.Trim();
        if (digits.Length is 0 or > MostModeDigits || !digits.All(c => c is >= '0' and <= '7'))
        {
            problems.Error(map.Find("mode")!, $"The mode {Quotation.Of(text)} is not one to four octal digits, such as 644 or 0755.");
            return null;
        }

        if (digits.Length is MostModeDigits && digits[0] is '0' && map.Find("mode") is YamlScalar { IsPlain: true } plain)
        {
            problems.Warn(plain, $"The mode {text} is taken as it is written; the reference reads it as an octal number and sets another mode: write {digits[1..]}.");
        }

        return digits.PadLeft(FewestModeDigits, '0');
    }

    private static string? ReadAccount(YamlMap map, string key, ProblemList problems)
    {
        var name = problems.Account(map, key);
        if (name is { Length: > 0 } && name.All(char.IsAsciiDigit))
        {
            problems.Error(map.Find(key)!, $"The {key} '{name}' is a number: write the name.");
        }

        return name;
    }
}
