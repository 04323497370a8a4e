namespace Forge.Git.Access;

/// <summary>A text in which <c>*</c> stands for any characters, none included, and <c>?</c> for one. Matching takes linear space and no recursion.</summary>
internal sealed record Wildcard(string Pattern, bool IsLiteral = false, bool IgnoresCase = false)
{
    public bool IsMatch(string text)
    {
        if (IsLiteral)
        {
            return string.Equals(Pattern, text, StringComparison.Ordinal);
        }

        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < Pattern.Length && Pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (p < Pattern.Length && (Pattern[p] == '?' || AreEqual(Pattern[p], text[t])))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        return Pattern.AsSpan(p).IndexOfAnyExcept('*') < 0;
    }

    private bool AreEqual(char a, char b) => a == b || (IgnoresCase && char.ToLowerInvariant(a) == char.ToLowerInvariant(b));
}
