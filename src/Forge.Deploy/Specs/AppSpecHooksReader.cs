using System.Globalization;
using System.Text.RegularExpressions;
using Forge.Shared.Text;
using Forge.Shared.Yaml;

namespace Forge.Deploy.Specs;

/// <summary>Reads <c>hooks</c>.</summary>
internal static partial class AppSpecHooksReader
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromHours(1);
    private static readonly string[] Keys = ["location", "timeout", "runas", "sudo"];

    private static readonly LifecycleEvent[] NotScriptable =
        [LifecycleEvent.BlockTraffic, LifecycleEvent.DownloadBundle, LifecycleEvent.Install, LifecycleEvent.AllowTraffic];

    private static readonly string[] Scriptable = [.. Enum.GetValues<LifecycleEvent>().Except(NotScriptable).Select(name => name.ToString())];

    /// <summary>Reads the scripts of each event.</summary>
    public static IReadOnlyDictionary<LifecycleEvent, IReadOnlyList<AppSpecHook>> Read(YamlNode? node, ProblemList problems)
    {
        var hooks = new Dictionary<LifecycleEvent, IReadOnlyList<AppSpecHook>>();
        switch (node)
        {
            case null or YamlScalar { IsNull: true }:
                break;
            case YamlMap map:
                foreach (var (key, value) in map.Entries)
                {
                    if (ReadEvent(key, problems) is { } name && ReadScripts(key.Text, value, problems) is { Count: > 0 } scripts)
                    {
                        hooks[name] = scripts;
                    }
                }

                break;
            case YamlList:
                problems.Error(node, "'hooks' is a list, which is the form for containers and functions: for machines write a map, as in 'hooks:' and below it 'AfterInstall:'.");
                break;
            default:
                problems.Error(node, $"'hooks' must be a map from events to scripts, not {node.Kind}.");
                break;
        }

        return hooks;
    }

    private static LifecycleEvent? ReadEvent(YamlScalar key, ProblemList problems)
    {
        if (Scriptable.Contains(key.Text))
        {
            return Enum.Parse<LifecycleEvent>(key.Text);
        }

        if (NotScriptable.Any(name => name.ToString() == key.Text))
        {
            problems.Warn(key, $"The event {Quotation.Of(key.Text)} runs no scripts; its entry is ignored.");
            return null;
        }

        var hint = Spelling.Nearest(key.Text, Scriptable) is { } nearest ? $" Did you mean '{nearest}'?" : "";
        problems.Error(key, $"{Quotation.Of(key.Text)} is not a lifecycle event.{hint} The events with scripts are {string.Join(", ", Scriptable)}.");
        return null;
    }

    private static IReadOnlyList<AppSpecHook> ReadScripts(string name, YamlNode node, ProblemList problems)
    {
        switch (node)
        {
            case YamlScalar { IsNull: true }:
                return [];
            case YamlList list:
                return [.. list.Items.Select(entry => ReadScript(name, entry, problems)).OfType<AppSpecHook>()];
            case YamlMap:
                problems.Error(node, $"'{name}' must be a list of scripts: put a dash in front, as in '- location: scripts/start.sh'.");
                return [];
            default:
                problems.Error(node, $"'{name}' must be a list of scripts: write {Quotation.Of($"- location: {((YamlScalar)node).Text}")}.");
                return [];
        }
    }

    private static AppSpecHook? ReadScript(string name, YamlNode entry, ProblemList problems)
    {
        if (entry is not YamlMap map)
        {
            problems.Error(entry, entry is YamlScalar { IsNull: false } scalar
                ? $"A script of '{name}' is an entry with 'location': write {Quotation.Of($"- location: {scalar.Text}")}."
                : $"A script of '{name}' is an entry with 'location', not {entry.Kind}.");
            return null;
        }

        problems.WarnOfUnknownKeys(map, $"a script of '{name}'", Keys);
        RefuseSudo(map, problems);
        var timeout = ReadTimeout(map, problems);
        if (problems.Text(map, "location")?.Trim() is not { Length: > 0 } location)
        {
            problems.Error(map.Find("location") ?? map, $"A script of '{name}' lacks its 'location': name a file of the revision.");
            return null;
        }

        var at = map.Find("location")!;
        if (!BundlePath.TrySimplify(location, out var path) || path is "")
        {
            problems.Error(at, $"The location {Quotation.Of(location)} leads out of the revision: it must name a file within it.");
            return null;
        }

        return new AppSpecHook(path, timeout, problems.Account(map, "runas"), at.Line, at.Column);
    }

    private static void RefuseSudo(YamlMap map, ProblemList problems)
    {
        if (map.Find("sudo") is { } sudo and not YamlScalar { IsNull: true } && (sudo as YamlScalar)?.AsBoolean() is not false)
        {
            problems.Error(sudo, "'sudo' is not supported: name the account with 'runas: root', and let the target's own account be allowed to.");
        }
    }

    // Lenient like the reference: '2s' is 2, 1.9 is 1, an empty value is the default; but never zero or less.
    private static TimeSpan ReadTimeout(YamlMap map, ProblemList problems)
    {
        if (problems.Text(map, "timeout")?.Trim() is not { Length: > 0 } text)
        {
            return DefaultTimeout;
        }

        if (int.TryParse(LeadingInteger().Match(text).Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds > 0)
        {
            if (!Seconds().IsMatch(text))
            {
                problems.Warn(map.Find("timeout")!, $"The timeout {Quotation.Of(text)} is taken as {seconds} s, as by the reference: write the number of seconds.");
            }

            return TimeSpan.FromSeconds(seconds);
        }

        problems.Error(map.Find("timeout")!, $"The timeout {Quotation.Of(text)} is not a number of seconds from 1: write 300, for instance.");
        return DefaultTimeout;
    }

    [GeneratedRegex(@"\A[0-9]+ ?s?\z")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"\A[-+]?[0-9]+")]
    private static partial Regex LeadingInteger();
}
