using Forge.Artifacts;
using Forge.Shared.Text;

namespace Forge.Build.Planning;

/// <summary>What a project and a request may say of artifacts. Every rule that is broken is a sentence.</summary>
internal static class ArtifactRules
{
    /// <summary>The most secondary artifacts of a build.</summary>
    public const int MostSecondaryArtifacts = 12;

    private const string AnyId = "id";
    private const string AnyFile = "file";

    /// <summary>Finds what is wrong with the artifacts of a build that is asked for.</summary>
    public static IEnumerable<string> Problems(BuildDefinition definition)
    {
        if (definition.SecondaryArtifacts is { Count: > MostSecondaryArtifacts } all)
        {
            yield return $"A build may have {MostSecondaryArtifacts} secondary artifacts, not {all.Count}: leave some out.";
        }

        foreach (var destination in (definition.SecondaryArtifacts ?? []).Prepend(definition.Artifact))
        {
            if (destination.Identifier.Length > 0 && !ProjectRules.IsIdentifier(destination.Identifier))
            {
                yield return $"{Quotation.Of(destination.Identifier)} is not the identifier of a secondary artifact: use 1 to 127 letters, digits and underscores.";
            }

            // What the shell makes of a name is known at the end of a build only.
            var name = destination.Name.AsSpan().ContainsAny('$', '`') ? AnyFile : destination.Name;
            var key = ArtifactKeyPlan.Form(destination, name, "", AnyId);
            if (!ArtifactKey.TryParse(destination.IsZip ? key : $"{key}/{AnyFile}".TrimStart('/'), out _))
            {
                yield return $"The path {Quotation.Of(destination.Path)} and the name {Quotation.Of(destination.Name)} cannot be those of {Of(destination)}: they make a key of parts divided by '/', none of them empty, '.' or '..', and a ZIP needs at least one.";
            }
        }
    }

    private static string Of(ArtifactDestination destination) => destination.Identifier.Length > 0 ? $"the secondary artifact '{destination.Identifier}'" : "the artifact";
}
