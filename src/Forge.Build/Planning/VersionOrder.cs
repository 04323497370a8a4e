namespace Forge.Build.Planning;

/// <summary>Orders versions by their numbers: <c>3.9</c> before <c>3.10</c>, <c>corretto8</c> before <c>corretto11</c>.</summary>
internal sealed class VersionOrder : IComparer<string>
{
    /// <summary>Gets the order.</summary>
    public static VersionOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var first = Take(ref left);
            var second = Take(ref right);
            var order = char.IsAsciiDigit(first[0]) && char.IsAsciiDigit(second[0]) ? CompareNumbers(first, second) : first.CompareTo(second, StringComparison.Ordinal);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var first = left.TrimStart('0');
        var second = right.TrimStart('0');
        return first.Length != second.Length ? first.Length.CompareTo(second.Length) : first.CompareTo(second, StringComparison.Ordinal);
    }

    // A run of digits, or of anything else.
    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> text)
    {
        var length = 1;
        while (length < text.Length && char.IsAsciiDigit(text[length]) == char.IsAsciiDigit(text[0]))
        {
            length++;
        }

        var taken = text[..length];
        text = text[length..];
        return taken;
    }
}
