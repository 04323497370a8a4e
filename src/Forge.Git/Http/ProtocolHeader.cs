using System.Text.RegularExpressions;

namespace Forge.Git.Http;

/// <summary>The Git-Protocol header of a client.</summary>
internal static partial class ProtocolHeader
{
    private const int MaxLength = 256;

    /// <summary>Lets a header through to git only in the one shape it is meant to have.</summary>
    public static string? Filter(string? header) => header is { Length: <= MaxLength } && Shape().IsMatch(header) ? header : null;

    /// <summary>Says whether git will answer in version 2, which has no banner before the advertisement.</summary>
    public static bool AsksForVersion2(string? filtered) => filtered?.Split(':').Contains("version=2", StringComparer.Ordinal) ?? false;

    // \z and not $: $ also matches before a last line feed.
    [GeneratedRegex(@"\A[0-9a-zA-Z]+=[0-9a-zA-Z]+(?::[0-9a-zA-Z]+=[0-9a-zA-Z]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
