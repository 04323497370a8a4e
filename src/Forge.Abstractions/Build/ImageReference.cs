using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Forge.Build;

/// <summary>The name of a container image: <c>[registry/]repository[:tag][@digest]</c>.</summary>
/// <remarks>Immutable. Follows the reference grammar of container registries. The default value is not valid.</remarks>
public readonly partial record struct ImageReference
{
    private const int MaxLength = 512;
    private const int MaxShown = 120;

    private readonly string? _value;

    private ImageReference(string value) => _value = value;

    /// <summary>Gets the name.</summary>
    public string Value => _value ?? throw new InvalidOperationException("The default ImageReference names no image.");

    /// <summary>Reads an image name.</summary>
    /// <param name="text">The name, of at most 512 characters.</param>
    /// <returns>The reference.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> does not follow the grammar.</exception>
    public static ImageReference Parse(string text) =>
        TryParse(text, out var image) ? image : throw new FormatException($"'{(text.Length > MaxShown ? $"{text[..MaxShown]}…" : text)}' is not an image name: write [registry/]repository[:tag][@sha256:digest], with the repository in lower case.");

    /// <summary>Reads an image name.</summary>
    /// <param name="text">The name, of at most 512 characters.</param>
    /// <param name="image">The reference.</param>
    /// <returns>Whether <paramref name="text"/> follows the grammar.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ImageReference image)
    {
        image = text is { Length: <= MaxLength } && Grammar().IsMatch(text) ? new ImageReference(text) : default;
        return image._value is not null;
    }

    /// <summary>Returns the name.</summary>
    /// <returns>The name; empty for the default value.</returns>
    public override string ToString() => _value ?? "";

    [GeneratedRegex(
        @"\A(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?/)?[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[a-f0-9]{64})?\z",
        RegexOptions.NonBacktracking)]
    private static partial Regex Grammar();
}
