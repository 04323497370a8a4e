using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Forge.Testing.BadInput;

/// <summary>An input that is told rather than kept, because it is large: lines of a count and a JSON string that is repeated as often.</summary>
/// <remarks>In the string, <c>{i}</c> is the number of the repetition from 0, <c>{i+1}</c> and <c>{i-1}</c> its neighbours, and <c>{indent}</c> as many blanks.</remarks>
public static class GeneratedInput
{
    /// <summary>What the names of such files end with.</summary>
    public const string Extension = ".gen";

    /// <summary>Makes the input.</summary>
    /// <param name="description">The lines.</param>
    public static byte[] Read(byte[] description)
    {
        var made = new StringBuilder();
        foreach (var line in Encoding.UTF8.GetString(description).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(' ', 2);
            var text = JsonSerializer.Deserialize<string>(parts[1])!;
            for (var i = 0; i < int.Parse(parts[0], CultureInfo.InvariantCulture); i++)
            {
                made.Append(text.Contains("{i", StringComparison.Ordinal) ? Number(text, i) : text);
            }
        }

        return Encoding.UTF8.GetBytes(made.ToString());
    }

    private static string Number(string text, int i) => text
        .Replace("{i}", $"{i}", StringComparison.Ordinal)
        .Replace("{i-1}", $"{i - 1}", StringComparison.Ordinal)
        .Replace("{i+1}", $"{i + 1}", StringComparison.Ordinal)
        .Replace("{indent}", new string(' ', i), StringComparison.Ordinal);
}
