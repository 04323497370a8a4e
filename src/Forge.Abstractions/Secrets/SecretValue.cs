namespace Forge;

/// <summary>A secret. It never prints itself: only <see cref="Reveal"/> gives the value away, and only the last call needs it.</summary>
/// <remarks>Immutable and safe for concurrent use. Two secrets are equal when their values are.</remarks>
public sealed class SecretValue : IEquatable<SecretValue>
{
    private const string Mask = "***";

    private readonly string _value;

    /// <summary>Initializes a new instance of the <see cref="SecretValue"/> class.</summary>
    /// <param name="value">The secret. May be empty.</param>
    public SecretValue(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    /// <summary>Gives the secret away. Call it where the value leaves the process, and nowhere else.</summary>
    /// <returns>The secret.</returns>
    public string Reveal() => _value;

    /// <summary>Returns three asterisks.</summary>
    /// <returns>Three asterisks, whatever the value.</returns>
    public override string ToString() => Mask;

    /// <inheritdoc/>
    public bool Equals(SecretValue? other) => other is not null && string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SecretValue);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);
}
