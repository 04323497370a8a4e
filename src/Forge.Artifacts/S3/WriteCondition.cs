namespace Forge.Artifacts.S3;

/// <summary>What must hold for an object to be written.</summary>
/// <param name="Tag">The mark of change of the object that is replaced, or null when there must be none.</param>
internal readonly record struct WriteCondition(string? Tag)
{
    /// <summary>Gets the condition that there is no such object.</summary>
    public static WriteCondition Absent => default;

    /// <summary>Gets the value of If-None-Match, or null.</summary>
    public string? NoneMatch => Tag is null ? "*" : null;
}
