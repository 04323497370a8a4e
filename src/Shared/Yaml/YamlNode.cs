namespace Forge.Shared.Yaml;

/// <summary>A node of a YAML document, with its place in the file.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>Gets what the node is, in the words of an error message.</summary>
    public abstract string Kind { get; }
}
