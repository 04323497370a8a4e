namespace Forge.Build.Reports;

/// <summary>What reports a build makes.</summary>
internal sealed record ReportPlan
{
    private const string DefaultPattern = "**/*";
    private const string SearchText = "${CODEBUILD_CONFIG_AUTO_DISCOVER:-true}";
    private const string PatternText = "${CODEBUILD_CONFIG_AUTO_DISCOVER_DIR:-**/*}";

    /// <summary>Gets the declared groups, in the order of the buildspec.</summary>
    public IReadOnlyList<ReportGroupPlan> Groups { get; init; } = [];

    /// <summary>Gets whether other reports are looked for: <c>false</c> in any case for no. Commands may change it to the end.</summary>
    public string Search { get; init; } = SearchText;

    /// <summary>Gets the pattern of where to look for other reports. Commands may change it to the end.</summary>
    public string SearchPattern { get; init; } = PatternText;

    /// <summary>Gets a value indicating whether other reports are looked for. They are where nothing has expanded the text.</summary>
    public bool Searches => !Search.Trim().Equals("false", StringComparison.OrdinalIgnoreCase);

    /// <summary>Gets the pattern of where to look, where nothing has expanded the text the default.</summary>
    public string Pattern => SearchPattern.Trim() is { Length: > 0 } pattern && pattern != PatternText ? pattern : DefaultPattern;

    /// <summary>Gets why the reports cannot be whole, whatever is in their files; empty for nothing.</summary>
    public string Loss { get; init; } = "";

    /// <summary>Gets every text, in a fixed order.</summary>
    public IReadOnlyList<string> Texts => [Search, SearchPattern, .. Groups.SelectMany(group => group.Texts)];

    /// <summary>Makes the plan of a build that ends early: its declared reports are incomplete, and none is looked for.</summary>
    /// <param name="loss">What became of the build.</param>
    public ReportPlan Incomplete(string loss) => this with { Loss = loss, Search = "false" };

    /// <summary>Makes the plan with other texts, given in the order of <see cref="Texts"/>.</summary>
    public ReportPlan WithTexts(IReadOnlyList<string> texts)
    {
        var groups = new List<ReportGroupPlan>(Groups.Count);
        var at = 2;
        foreach (var group in Groups)
        {
            var count = group.Texts.Count;
            groups.Add(group.WithTexts([.. texts.Skip(at).Take(count)]));
            at += count;
        }

        return this with { Groups = groups, Search = texts[0], SearchPattern = texts[1] };
    }
}
