namespace Forge.Testing;

/// <summary>What a file of a source tree is.</summary>
public enum SourceFileKind
{
    Plain,
    Executable,
    Link,
}
