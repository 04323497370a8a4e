using System.Diagnostics.CodeAnalysis;

namespace Forge.Journal;

/// <summary>The name of one history in a journal: a kind and a key, as in <c>deployment/d-7F3K</c>.</summary>
/// <remarks>
/// Immutable. The kind has 1 to 64 lower-case letters, digits and dashes; the key 1 to 256 characters that are neither control
/// characters nor white space. The default value is not valid.
/// </remarks>
public readonly record struct StreamId
{
    private const int MaxKind = 64;
    private const int MaxKey = 256;

    /// <summary>Initializes a new instance of the <see cref="StreamId"/> struct.</summary>
    /// <param name="kind">What the history is about: <c>build</c>, <c>deployment</c>.</param>
    /// <param name="key">Which one of that kind.</param>
    /// <exception cref="ArgumentException">The kind or the key breaks a rule.</exception>
    public StreamId(string kind, string key)
    {
        if (kind is not { Length: > 0 and <= MaxKind } || !kind.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            throw new ArgumentException($"'{kind}' is not a kind of stream: use 1 to {MaxKind} lower-case letters, digits and dashes.", nameof(kind));
        }

        if (key is not { Length: > 0 and <= MaxKey } || key.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
        {
            throw new ArgumentException($"'{key}' is not the key of a stream: use 1 to {MaxKey} characters without white space.", nameof(key));
        }

        Kind = kind;
        Key = key;
    }

    /// <summary>Gets what the history is about.</summary>
    public string Kind { get; }

    /// <summary>Gets which one of that kind.</summary>
    public string Key { get; }

    /// <summary>Reads a name.</summary>
    /// <param name="text">The kind, a slash and the key.</param>
    /// <param name="stream">The name.</param>
    /// <returns>Whether <paramref name="text"/> is a name.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out StreamId stream)
    {
        stream = default;
        if (text?.Split('/', 2) is not [var kind, var key])
        {
            return false;
        }

        try
        {
            stream = new StreamId(kind, key);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Returns the kind, a slash and the key.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => $"{Kind}/{Key}";
}
