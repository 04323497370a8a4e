using System.Globalization;
using System.Text.RegularExpressions;

namespace Forge.Build.Specs;

/// <summary><c>on-failure</c>: <c>ABORT</c>, <c>CONTINUE</c>, <c>RETRY</c>, <c>RETRY-count</c>, <c>RETRY-regex</c> or <c>RETRY-count-regex</c>.</summary>
internal sealed partial record OnFailureSpec
{
    private const int DefaultTries = 3;
    private const int MostTries = 100;

    /// <summary>Gets what happens when the file says nothing.</summary>
    public static OnFailureSpec Default { get; } = new();

    /// <summary>Gets what is wanted.</summary>
    public OnFailure Kind { get; init; }

    /// <summary>Gets how often the phase is tried again at most.</summary>
    public int Retries { get; init; }

    /// <summary>Gets the regular expression that the output must match for another try; empty for any output.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Reads the value.</summary>
    /// <returns>The wish, or null when the value is none of the allowed ones.</returns>
    public static OnFailureSpec? Parse(string text)
    {
        if (text.Equals("ABORT", StringComparison.OrdinalIgnoreCase))
        {
            return new OnFailureSpec { Kind = OnFailure.Abort };
        }

        if (text.Equals("CONTINUE", StringComparison.OrdinalIgnoreCase))
        {
            return new OnFailureSpec { Kind = OnFailure.Continue };
        }

        if (Retry().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var count = match.Groups["count"] is { Success: true, Value: var digits }
            ? int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : int.MaxValue
            : DefaultTries;
        var pattern = match.Groups["regex"].Value;
        return count > MostTries ? null : new OnFailureSpec { Kind = OnFailure.Retry, Retries = count, Pattern = pattern == ".*" ? "" : pattern };
    }

    // Digits up to the next dash or the end are the count; anything else is the expression: RETRY-5xx has none but the expression 5xx.
    [GeneratedRegex(@"\ARETRY(?:-(?<count>[0-9]+)(?=-|\z))?(?:-(?<regex>.+))?\z", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Retry();
}
