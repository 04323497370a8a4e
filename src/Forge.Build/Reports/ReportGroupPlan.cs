namespace Forge.Build.Reports;

/// <summary>One report group of a build. Like those of an artifact its texts may hold shell variables.</summary>
internal sealed record ReportGroupPlan
{
    /// <summary>Gets the name or ARN as the buildspec gives it.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the directory that patterns are relative to; a pattern itself.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>Gets the patterns of the files.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Gets the format of the files.</summary>
    public required ReportFormat Format { get; init; }

    /// <summary>Gets a value indicating whether stored files lose their directories.</summary>
    public required bool DiscardPaths { get; init; }

    /// <summary>Gets every text, in a fixed order.</summary>
    public IReadOnlyList<string> Texts => [Name, BaseDirectory, .. Files];

    /// <summary>Makes the plan with other texts, given in the order of <see cref="Texts"/>.</summary>
    public ReportGroupPlan WithTexts(IReadOnlyList<string> texts) => this with { Name = texts[0], BaseDirectory = texts[1], Files = [.. texts.Skip(2)] };
}
