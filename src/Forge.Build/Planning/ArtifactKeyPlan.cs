namespace Forge.Build.Planning;

/// <summary>Forms the key of an artifact, by the reference's table of path, namespace, name and packaging.</summary>
internal static class ArtifactKeyPlan
{
    private const string NoName = "/";
    private const string ZipExtension = ".zip";

    /// <summary>Forms the key of a ZIP, or what the keys of the files of a folder begin with.</summary>
    /// <param name="destination">Where the project wants it.</param>
    /// <param name="name">The name, with its variables expanded.</param>
    /// <param name="prefix">The <c>s3-prefix</c> of the buildspec. It counts only where the build's id is part of the key, and stands before the path.</param>
    /// <param name="buildId">The id of the build.</param>
    /// <returns>The key; empty for the root of the store.</returns>
    public static string Form(ArtifactDestination destination, string name, string prefix, string buildId)
    {
        var isPrefixed = destination.HasBuildId && prefix.Length > 0;
        string[] parts =
        [
            isPrefixed ? prefix.Trim('/') : "",
            destination.Path.Trim('/'),
            destination.HasBuildId ? buildId : "",
            name == NoName ? "" : name.Trim('/'),
        ];
        var key = string.Join('/', parts.Where(part => part.Length > 0));
        return isPrefixed && destination.IsZip && name != NoName && !key.EndsWith(ZipExtension, StringComparison.Ordinal) ? key + ZipExtension : key;
    }
}
