using System.Text.Json;

namespace Forge.Build.Reports;

/// <summary>Reads values of a JSON report, leniently: what has the wrong type counts as missing.</summary>
internal static class JsonReport
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = ReportLimits.Depth, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Opens JSON of unknown origin.</summary>
    public static Utf8JsonReader Open(ReadOnlySpan<byte> bytes) => new(bytes, Options);

    /// <summary>Goes to the next value and says whether it is an object or an array; any other is passed over.</summary>
    public static bool Enter(ref Utf8JsonReader json, JsonTokenType start)
    {
        json.Read();
        return IsAt(ref json, start);
    }

    /// <summary>Says whether the value here is an object or an array; any other is passed over.</summary>
    public static bool IsAt(ref Utf8JsonReader json, JsonTokenType start)
    {
        if (json.TokenType == start)
        {
            return true;
        }

        json.Skip();
        return false;
    }

    /// <summary>Goes to the next property of an object; false at its end.</summary>
    public static bool NextProperty(ref Utf8JsonReader json) => json.Read() && json.TokenType is JsonTokenType.PropertyName;

    /// <summary>Goes to the next value of an array; false at its end.</summary>
    public static bool NextValue(ref Utf8JsonReader json) => json.Read() && json.TokenType is not JsonTokenType.EndArray;

    /// <summary>Passes over the value of a property.</summary>
    public static void Pass(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }

    /// <summary>Reads the value of a property as text; empty when it is none.</summary>
    public static string Text(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType is JsonTokenType.String)
        {
            return json.GetString()!;
        }

        json.Skip();
        return "";
    }

    /// <summary>Reads the value of a property as a number; zero when it is none.</summary>
    public static double Number(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType is JsonTokenType.Number && json.TryGetDouble(out var number))
        {
            return number;
        }

        json.Skip();
        return 0;
    }
}
