using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Forge.Artifacts;

/// <summary>The name of an artifact in a store, such as <c>shop/3f2c…/shop.zip</c>.</summary>
/// <remarks>
/// Immutable. One to 1,024 bytes of UTF-8 in segments divided by <c>/</c>; no segment is empty, <c>.</c> or <c>..</c>, and no
/// character is a control character or a backslash. The default value is not a key: its <see cref="Value"/> throws.
/// </remarks>
public readonly record struct ArtifactKey
{
    private const int MaxBytes = 1024;
    private const int MaxShown = 120;

    private readonly string? _value;

    private ArtifactKey(string value) => _value = value;

    /// <summary>Gets the key.</summary>
    public string Value => _value ?? throw new InvalidOperationException("The default ArtifactKey is not a key.");

    /// <summary>Reads a key.</summary>
    /// <param name="text">The key.</param>
    /// <returns>The key.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> breaks a rule.</exception>
    public static ArtifactKey Parse(string text) =>
        TryParse(text, out var key)
            ? key
            : throw new FormatException($"'{(text.Length > MaxShown ? $"{text[..MaxShown]}…" : text)}' is not an artifact key: use one to {MaxBytes} bytes in segments divided by '/', none of them empty, '.' or '..', without control characters and backslashes.");

    /// <summary>Reads a key.</summary>
    /// <param name="text">The key.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether <paramref name="text"/> is a key.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ArtifactKey key)
    {
        key = default;
        if (string.IsNullOrEmpty(text) || text.Length > MaxBytes || text.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c == '\\')
            || Encoding.UTF8.GetByteCount(text) > MaxBytes || text.Split('/').Any(segment => segment is "" or "." or ".."))
        {
            return false;
        }

        key = new ArtifactKey(text);
        return true;
    }

    /// <summary>Returns the key.</summary>
    /// <returns>The key; empty for the default value.</returns>
    public override string ToString() => _value ?? "";
}
