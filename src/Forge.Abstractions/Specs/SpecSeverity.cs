namespace Forge;

/// <summary>How bad a problem in a spec file is.</summary>
public enum SpecSeverity
{
    /// <summary>The file is used, but something in it has no effect or an unexpected one.</summary>
    Warning,

    /// <summary>The file is refused.</summary>
    Error,
}
