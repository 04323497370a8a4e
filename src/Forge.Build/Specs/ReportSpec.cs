namespace Forge.Build.Specs;

/// <summary>One entry of <c>reports</c> of a buildspec.</summary>
internal sealed record ReportSpec
{
    /// <summary>Gets the name or ARN of the report group.</summary>
    public required string Group { get; init; }

    /// <summary>Gets the patterns of the report files.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Gets the format, in upper case.</summary>
    public string Format { get; init; } = "JUNITXML";

    /// <summary>Gets the directory that the patterns are relative to.</summary>
    public string BaseDirectory { get; init; } = "";

    /// <summary>Gets a value indicating whether exported files lose their directories.</summary>
    public bool DiscardPaths { get; init; }
}
