namespace Forge.Build;

/// <summary>The small picture that tells how the builds of a branch stand.</summary>
public static class BuildBadge
{
    private const string Label = "build";
    private const int LabelWidth = 42;

    /// <summary>Makes the picture.</summary>
    /// <param name="status">What it says.</param>
    /// <returns>An SVG document, about a kilobyte, with a title for those who cannot see it.</returns>
    public static string Create(BuildBadgeStatus status)
    {
        var (text, color, width) = status switch
        {
            BuildBadgeStatus.Passing => ("passing", "#1a7f37", 58),
            BuildBadgeStatus.Failing => ("failing", "#cf222e", 52),
            BuildBadgeStatus.InProgress => ("in progress", "#0969da", 78),
            BuildBadgeStatus.Unknown => ("unknown", "#59636e", 64),
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "There is no such status."),
        };
        var total = LabelWidth + width;
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="20" role="img" aria-label="{Label}: {text}"><title>{Label}: {text}</title><clipPath id="r"><rect width="{total}" height="20" rx="3"/></clipPath><g clip-path="url(#r)"><rect width="{LabelWidth}" height="20" fill="#3d444d"/><rect x="{LabelWidth}" width="{width}" height="20" fill="{color}"/></g><g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"><text x="{LabelWidth / 2}" y="14">{Label}</text><text x="{LabelWidth + (width / 2)}" y="14">{text}</text></g></svg>
            """;
    }
}
