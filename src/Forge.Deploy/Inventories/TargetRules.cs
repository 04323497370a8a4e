using System.Text.RegularExpressions;
using Forge.Shared.Text;

namespace Forge.Deploy.Inventories;

/// <summary>What the descriptions of targets have to keep to: the reference's rules for machines on premises. Pure.</summary>
internal static partial class TargetRules
{
    private const int MostTags = 10;
    private const int LongestKey = 128;
    private const int LongestValue = 256;
    private const int LongestInstance = 100;

    /// <summary>Gets the tags of what has none. Tags are checked here, so a provider need not do it once more.</summary>
    public static IReadOnlyDictionary<string, string> NoTags { get; } = new Dictionary<string, string>();

    /// <summary>Names what is wrong with a description, what its provider has to say included.</summary>
    public static IEnumerable<string> Check(TargetDescription target, DeploymentCatalog catalog)
    {
        if (!Allowed().IsMatch(target.Name))
        {
            yield return $"{Quotation.Of(target.Name)} cannot name a target: use 1 to 100 letters, digits and + = , . @ _ -, and do not begin with 'i-'.";
        }

        foreach (var problem in CheckTags($"'{target.Name}'", target.Tags))
        {
            yield return problem;
        }

        if (target.Instance.Length > LongestInstance || target.Instance.Any(char.IsControl))
        {
            yield return $"The instance of '{target.Name}' has more than {LongestInstance} characters, or a control character: shorten it, or write it out.";
        }

        if (catalog.Provider(target.Kind) is not { } provider)
        {
            yield return $"'{target.Name}' is of the kind {Quotation.Of(target.Kind)}, which this host cannot reach. {Names.Hint(target.Kind, catalog.Kinds)}";
            yield break;
        }

        var known = provider.Settings.Select(setting => setting.Name).ToList();
        foreach (var unknown in target.Settings.Keys.Where(name => !known.Contains(name)))
        {
            yield return $"'{target.Name}' has the setting '{unknown}', which targets of the kind '{target.Kind}' do not have. {Names.Hint(unknown, known)}";
        }

        foreach (var problem in provider.Check(target))
        {
            yield return problem;
        }
    }

    /// <summary>Names what is wrong with the tags of a target.</summary>
    public static IEnumerable<string> CheckTags(string target, IEnumerable<KeyValuePair<string, string>> tags)
    {
        var list = tags.ToList();
        if (list.Count > MostTags)
        {
            yield return $"{target} has {list.Count} tags: the most is {MostTags}.";
        }

        foreach (var (key, value) in list)
        {
            if (key is not { Length: > 0 and <= LongestKey } || key.Any(char.IsControl))
            {
                yield return $"{target} has a tag with the key {Quotation.Of(key)}: use 1 to {LongestKey} characters.";
            }

            if (value is not { Length: <= LongestValue } || value.Any(char.IsControl))
            {
                yield return $"The value of the tag {Quotation.Of(key)} is too long or has a control character: use at most {LongestValue} characters.";
            }
        }
    }

    [GeneratedRegex(@"\A(?!i-)[A-Za-z0-9+=,.@_-]{1,100}\z")]
    private static partial Regex Allowed();
}
