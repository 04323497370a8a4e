namespace Forge.Build.Reports;

/// <summary>Makes texts of report files fit to keep and to show.</summary>
internal static class ReportText
{
    private const char Unreadable = '\uFFFD';

    /// <summary>Cuts a text and replaces what no terminal and no JSON may hold.</summary>
    public static string Clip(string text, int length)
    {
        var trimmed = text.Trim();
        var cut = trimmed.Length <= length ? trimmed : trimmed[..(char.IsHighSurrogate(trimmed[length - 1]) ? length - 1 : length)];
        return IsClean(cut) ? cut : string.Create(cut.Length, cut, Clean);
    }

    /// <summary>Joins a message with the text that stands beside it, which often repeats it.</summary>
    public static string Join(string message, string text)
    {
        var (head, tail) = (message.Trim(), text.Trim());
        return tail.Length == 0 || head.StartsWith(tail, StringComparison.Ordinal) ? head
            : head.Length == 0 || tail.Contains(head, StringComparison.Ordinal) ? tail
            : $"{head}\n{tail}";
    }

    private static bool IsClean(string text)
    {
        foreach (var c in text)
        {
            if (char.IsSurrogate(c) || (char.IsControl(c) && c is not '\n' and not '\t'))
            {
                return false;
            }
        }

        return true;
    }

    private static void Clean(Span<char> span, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                span[i] = c;
                span[++i] = text[i];
                continue;
            }

            span[i] = c is '\n' or '\t' ? c : c is '\r' ? ' ' : char.IsSurrogate(c) || char.IsControl(c) ? Unreadable : c;
        }
    }
}
