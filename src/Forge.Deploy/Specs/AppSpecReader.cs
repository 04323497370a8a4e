using System.Text.RegularExpressions;
using Forge.Shared.Text;
using Forge.Shared.Yaml;

namespace Forge.Deploy.Specs;

/// <summary>Reads appspec files. Pure: bytes in, a spec or problems out.</summary>
public static partial class AppSpecReader
{
    private static readonly string[] OperatingSystems = ["linux", "windows"];
    private static readonly string[] Keys = ["version", "os", "files", "file_exists_behavior", "permissions", "hooks"];

    private static readonly Dictionary<string, FileExistsBehavior> Behaviors = new(StringComparer.Ordinal)
    {
        ["DISALLOW"] = FileExistsBehavior.Disallow,
        ["OVERWRITE"] = FileExistsBehavior.Overwrite,
        ["RETAIN"] = FileExistsBehavior.Retain,
    };

    /// <summary>Checks an appspec without a revision and without a target: all its problems at once.</summary>
    /// <param name="file">The name that problems carry.</param>
    /// <param name="bytes">The file: UTF-8, with or without a byte order mark, at most 256 KiB.</param>
    /// <returns>The problems in the order of the file; none, or only warnings, when it can be deployed.</returns>
    public static IReadOnlyList<SpecProblem> Validate(string file, ReadOnlySpan<byte> bytes)
    {
        Read(file, bytes, out var problems);
        return problems;
    }

    /// <summary>Reads an appspec.</summary>
    /// <returns>The spec, or null when a problem is an error.</returns>
    internal static AppSpec? Read(string file, ReadOnlySpan<byte> bytes, out IReadOnlyList<SpecProblem> problems)
    {
        var found = new ProblemList(file);
        AppSpec? spec = null;
        try
        {
            spec = ReadDocument(file, YamlReader.Read(bytes, YamlLimits.Default), found);
        }
        catch (YamlException e)
        {
            found.Error(e.Line, e.Column, $"The file is not an appspec: {e.Message}.");
        }

        problems = found.ToList();
        return found.HasErrors ? null : spec;
    }

    private static AppSpec? ReadDocument(string file, YamlNode? root, ProblemList problems)
    {
        if (root is null)
        {
            problems.Error(1, 1, "The file was empty: write at least 'version: 0.0' and 'os: linux'.");
            return null;
        }

        if (root is not YamlMap map)
        {
            problems.Error(root, $"An appspec is a map with the keys 'version', 'os', 'files' and 'hooks', not {root.Kind}.");
            return null;
        }

        if (IsForOtherPlatform(map, problems))
        {
            return null;
        }

        CheckVersion(map, problems);
        problems.WarnOfUnknownKeys(map, "an appspec", Keys);
        var operatingSystem = ReadOperatingSystem(map, problems);
        return new AppSpec
        {
            File = file,
            OperatingSystem = operatingSystem,
            FileExists = ReadFileExists(map, problems),
            Files = AppSpecFilesReader.Read(map.Find("files"), operatingSystem, problems),
            Permissions = AppSpecPermissionsReader.Read(map.Find("permissions"), operatingSystem, problems),
            Hooks = AppSpecHooksReader.Read(map.Find("hooks"), problems),
        };
    }

    private static bool IsForOtherPlatform(YamlMap map, ProblemList problems)
    {
        var key = map.Entries.Select(entry => entry.Key).FirstOrDefault(key => key.Text is "Resources" or "resources");
        if (key is null || map.Find("os") is not null)
        {
            return false;
        }

        problems.Error(key, map.Find(key.Text) is YamlMap
            ? "This is a CloudFormation template, not an appspec: an appspec for machines has 'os', 'files' and 'hooks'."
            : "An appspec with 'Resources' deploys containers or functions, which is not supported yet: one for machines has 'os', 'files' and 'hooks'.");
        return true;
    }

    private static void CheckVersion(YamlMap map, ProblemList problems)
    {
        const string Rule = "The version of an appspec must be 0.0";
        switch (map.Find("version"))
        {
            case null:
                problems.Error(map, $"{Rule}: add the line 'version: 0.0'.");
                break;
            case YamlScalar scalar when Zero().IsMatch(scalar.Text):
                break;
            case YamlScalar { IsNull: false } scalar:
                problems.Error(scalar, $"{Rule}, not {Quotation.Of(scalar.Text)}: write 'version: 0.0'.");
                break;
            case var other:
                problems.Error(other, $"{Rule}, not {other.Kind}: write 'version: 0.0'.");
                break;
        }
    }

    private static string ReadOperatingSystem(YamlMap map, ProblemList problems)
    {
        var text = problems.Text(map, "os");
        if (text is null)
        {
            if (map.Find("os") is null or YamlScalar)
            {
                problems.Error(map.Find("os") ?? map, "The operating system is missing: add the line 'os: linux'.");
            }
        }
        else if (!OperatingSystems.Contains(text))
        {
            var hint = Spelling.Nearest(text, OperatingSystems) is { } nearest ? $" Did you mean '{nearest}'?" : "";
            problems.Error(map.Find("os")!, $"The operating system {Quotation.Of(text)} is not supported: write 'linux' or 'windows', in lower case.{hint}");
        }

        return text ?? "";
    }

    private static FileExistsBehavior? ReadFileExists(YamlMap map, ProblemList problems)
    {
        const string Key = "file_exists_behavior";
        if (problems.Text(map, Key) is not { } text)
        {
            return null;
        }

        if (Behaviors.TryGetValue(text, out var behavior))
        {
            return behavior;
        }

        problems.Error(map.Find(Key)!, $"'{Key}' is {Quotation.Of(text)}: write DISALLOW, OVERWRITE or RETAIN, in upper case.");
        return null;
    }

    // Every way in which the reference's parser reads a number that equals zero.
    [GeneratedRegex(@"\A[-+]?(0[xX]0+|0+(\.0*)?|\.0+)\z")]
    private static partial Regex Zero();
}
