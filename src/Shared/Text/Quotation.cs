using System.Globalization;
using System.Text;

namespace Forge.Shared.Text;

/// <summary>Quotes what a user wrote, so that a message about it stays one line, is not long, and does to a terminal what it looks like.</summary>
internal static class Quotation
{
    private const int MostCharacters = 120;

    /// <summary>Returns a text in single quotes, cut when it is long; what cannot be seen is written as an escape.</summary>
    public static string Of(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var rune in text.EnumerateRunes())
        {
            if (quoted.Length > MostCharacters)
            {
                quoted.Append('…');
                break;
            }

            Append(quoted, rune);
        }

        return quoted.Append('\'').ToString();
    }

    private static void Append(StringBuilder quoted, Rune rune)
    {
        _ = Rune.GetUnicodeCategory(rune) switch
        {
            _ when rune.Value == '\n' => quoted.Append("\\n"),
            _ when rune.Value == '\r' => quoted.Append("\\r"),
            _ when rune.Value == '\t' => quoted.Append("\\t"),
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator =>
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
            _ => quoted.Append(rune.ToString()),
        };
    }
}
