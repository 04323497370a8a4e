namespace Forge.Shared.Yaml;

/// <summary>A file is not YAML, or not the YAML that we take.</summary>
internal sealed class YamlException(string message, int line, int column, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Gets the line, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Gets the column, from 1.</summary>
    public int Column { get; } = column;
}
