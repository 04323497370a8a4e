using Forge.Shared.Text;

namespace Forge.Deploy;

/// <summary>Puts names into messages.</summary>
internal static class Names
{
    /// <summary>Lists names: <c>'a', 'b'</c>, or <c>none</c>.</summary>
    public static string List(IEnumerable<string> names) =>
        string.Join(", ", names.Order(StringComparer.Ordinal).Select(name => $"'{name}'")) is { Length: > 0 } list ? list : "none";

    /// <summary>Says which name may have been meant, and which there are.</summary>
    public static string Hint(string unknown, IReadOnlyCollection<string> known) =>
        (Spelling.Nearest(unknown, known) is { } nearest ? $"Did you mean '{nearest}'? " : "") + $"There are: {List(known)}.";
}
