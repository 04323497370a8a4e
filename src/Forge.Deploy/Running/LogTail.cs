using System.Text;

namespace Forge.Deploy.Running;

/// <summary>The end of a script's output, as diagnostics show it.</summary>
internal static class LogTail
{
    /// <summary>What a tail is shorter than, in characters.</summary>
    public const int Limit = 2048;

    /// <summary>Returns the last whole lines that are shorter than the limit together.</summary>
    /// <param name="end">The end of the output.</param>
    public static string Of(ReadOnlySpan<byte> end)
    {
        var text = Encoding.UTF8.GetString(end);
        if (text.Length < Limit)
        {
            return text;
        }

        // The tail begins after a line break, and the character before it is within reach.
        var lineBreak = text.IndexOf('\n', text.Length - Limit);
        return lineBreak < 0 ? "" : text[(lineBreak + 1)..];
    }
}
