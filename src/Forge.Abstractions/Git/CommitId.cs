using System.Diagnostics.CodeAnalysis;

namespace Forge.Git;

/// <summary>The full SHA-1 of a Git commit: forty lower-case hexadecimal digits.</summary>
/// <remarks>Immutable. The default value is <see cref="None"/>, forty zeros, which Git uses for "no commit".</remarks>
public readonly record struct CommitId
{
    private const int Length = 40;

    private static readonly string Zeros = new('0', Length);

    private readonly string? _value;

    private CommitId(string value) => _value = value;

    /// <summary>Gets the id that Git uses where there is no commit: a branch before its creation or after its deletion.</summary>
    public static CommitId None => default;

    /// <summary>Gets a value indicating whether this is <see cref="None"/>.</summary>
    public bool IsNone => _value is null;

    /// <summary>Reads a commit id.</summary>
    /// <param name="text">Forty hexadecimal digits, in either case.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> is anything else, an abbreviated id included.</exception>
    public static CommitId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a commit id: give all forty hexadecimal digits.");

    /// <summary>Reads a commit id.</summary>
    /// <param name="text">Forty hexadecimal digits, in either case.</param>
    /// <param name="id">The id, or <see cref="None"/>.</param>
    /// <returns>Whether <paramref name="text"/> is a commit id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out CommitId id)
    {
        id = default;
        if (text is not { Length: Length } || !text.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        id = text == Zeros ? default : new CommitId(text.ToLowerInvariant());
        return true;
    }

    /// <summary>Returns the forty digits.</summary>
    /// <returns>Forty lower-case hexadecimal digits.</returns>
    public override string ToString() => _value ?? Zeros;
}
