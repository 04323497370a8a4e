using System.Globalization;

namespace Forge.Build.Driving;

/// <summary>Names the builds that repeat another one by themselves: <c>id</c>, <c>id-retry2</c>, <c>id-retry3</c>.</summary>
internal static class RetryId
{
    /// <summary>The longest ending that a name gets, which the id of the first build must leave room for.</summary>
    public const int LongestEnding = 8;

    private const string Mark = "-retry";

    /// <summary>Gives the id of the build that comes after one.</summary>
    public static string After(string buildId)
    {
        var at = buildId.LastIndexOf(Mark, StringComparison.Ordinal);
        return at >= 0 && int.TryParse(buildId.AsSpan(at + Mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? string.Create(CultureInfo.InvariantCulture, $"{buildId[..at]}{Mark}{number + 1}")
            : $"{buildId}{Mark}2";
    }
}
