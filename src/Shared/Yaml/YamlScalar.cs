namespace Forge.Shared.Yaml;

/// <summary>A single value: its text as written, never converted to a number, a boolean or a date.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Text">The text, after YAML's own folding and escapes.</param>
/// <param name="IsPlain">Whether it was written without quotes and not as a block.</param>
internal sealed record YamlScalar(int Line, int Column, string Text, bool IsPlain) : YamlNode(Line, Column)
{
    /// <inheritdoc/>
    public override string Kind => IsNull ? "nothing" : "a value";

    /// <summary>Gets a value indicating whether nothing was written, or a plain <c>null</c> or <c>~</c>.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>Reads a boolean as YAML 1.1 does: yes, no, true, false, on, off in any case, quoted or not.</summary>
    public bool? AsBoolean() => Text.ToUpperInvariant() switch
    {
        "YES" or "TRUE" or "ON" => true,
        "NO" or "FALSE" or "OFF" => false,
        _ => null,
    };
}
