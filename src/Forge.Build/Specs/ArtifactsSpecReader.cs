namespace Forge.Build.Specs;

/// <summary>Reads <c>artifacts</c>.</summary>
internal static class ArtifactsSpecReader
{
    private static readonly string[] Keys =
        ["files", "name", "discard-paths", "base-directory", "exclude-paths", "enable-symlinks", "s3-prefix", "type"];

    public static ArtifactsSpec Read(SpecSection section)
    {
        section.AllowOnly("ARTIFACTS", [.. Keys, "secondary-artifacts"]);
        var secondary = section.Section("secondary-artifacts");
        return ReadOne(section) with
        {
            Secondary = secondary is null
                ? []
                : [.. secondary.Entries.Select(entry => secondary.Section(entry.Key.Text)).OfType<SpecSection>().Select(ReadSecondary)],
        };
    }

    private static KeyValuePair<string, ArtifactsSpec> ReadSecondary(SpecSection section)
    {
        section.AllowOnly("ARTIFACTS", Keys);
        return new(section.Name.Split('.')[^1], ReadOne(section));
    }

    private static ArtifactsSpec ReadOne(SpecSection section) => new()
    {
        Files = section.Texts("files"),
        Name = section.Text("name"),
        BaseDirectory = section.Text("base-directory"),
        ExcludePaths = section.Texts("exclude-paths") ?? [],
        DiscardPaths = section.Boolean("discard-paths"),
        EnableSymlinks = section.Boolean("enable-symlinks"),
        S3Prefix = section.Text("s3-prefix"),
    };
}
