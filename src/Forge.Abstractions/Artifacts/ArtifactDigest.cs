using System.Diagnostics.CodeAnalysis;

namespace Forge.Artifacts;

/// <summary>The SHA-256 of some bytes: sixty-four lower-case hexadecimal digits.</summary>
/// <remarks>Immutable. The default value is not a digest: its <see cref="Value"/> throws.</remarks>
public readonly record struct ArtifactDigest
{
    private const int Length = 64;

    private readonly string? _value;

    private ArtifactDigest(string value) => _value = value;

    /// <summary>Gets the sixty-four digits.</summary>
    public string Value => _value ?? throw new InvalidOperationException("The default ArtifactDigest is not a digest.");

    /// <summary>Takes a hash as a digest.</summary>
    /// <param name="sha256">The thirty-two bytes of a SHA-256.</param>
    /// <returns>The digest.</returns>
    /// <exception cref="ArgumentException"><paramref name="sha256"/> does not have thirty-two bytes.</exception>
    public static ArtifactDigest FromHash(ReadOnlySpan<byte> sha256) =>
        sha256.Length == Length / 2
            ? new ArtifactDigest(Convert.ToHexStringLower(sha256))
            : throw new ArgumentException($"A SHA-256 has 32 bytes, not {sha256.Length}.", nameof(sha256));

    /// <summary>Reads a digest.</summary>
    /// <param name="text">Sixty-four hexadecimal digits, in either case, with or without <c>sha256:</c> in front.</param>
    /// <returns>The digest.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> is anything else.</exception>
    public static ArtifactDigest Parse(string text) =>
        TryParse(text, out var digest) ? digest : throw new FormatException($"'{text}' is not a SHA-256: give sixty-four hexadecimal digits.");

    /// <summary>Reads a digest.</summary>
    /// <param name="text">Sixty-four hexadecimal digits, in either case, with or without <c>sha256:</c> in front.</param>
    /// <param name="digest">The digest.</param>
    /// <returns>Whether <paramref name="text"/> is a digest.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ArtifactDigest digest)
    {
        const string Prefix = "sha256:";
        digest = default;
        var digits = text is not null && text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        if (digits is not { Length: Length } || !digits.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        digest = new ArtifactDigest(digits.ToLowerInvariant());
        return true;
    }

    /// <summary>Returns the sixty-four digits.</summary>
    /// <returns>The digits; empty for the default value.</returns>
    public override string ToString() => _value ?? "";
}
