using Forge.Artifacts;
using Forge.Git;

namespace Forge.Deploy;

/// <summary>A revision that is not in the artifact store yet: a directory, a commit, or an archive at a URL. It is stored under its digest before the deployment is created.</summary>
/// <remarks>Immutable.</remarks>
public sealed record RevisionSource
{
    private RevisionSource()
    {
    }

    /// <summary>Gets the directory, or null.</summary>
    public string? Directory { get; private init; }

    /// <summary>Gets where the commit is, or null.</summary>
    public SourceLocation? Location { get; private init; }

    /// <summary>Gets the name of the source provider that has the commit; empty for the only one that the host has.</summary>
    public string Provider { get; private init; } = "";

    /// <summary>Gets the URL, or null.</summary>
    public Uri? Url { get; private init; }

    /// <summary>Gets the SHA-256 that the archive at the URL must have, or null where there is no URL.</summary>
    public ArtifactDigest? Digest { get; private init; }

    /// <summary>Names a directory of this machine: everything in it, links as links, with an appspec at its top.</summary>
    /// <param name="path">The directory.</param>
    /// <returns>The source.</returns>
    public static RevisionSource FromDirectory(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new() { Directory = Path.GetFullPath(path) };
    }

    /// <summary>Names a commit: the files of the repository at a version, with an appspec at its top.</summary>
    /// <param name="location">The repository and the version; it is resolved when the deployment is created.</param>
    /// <param name="provider">The source provider; empty for the only one that the host has.</param>
    /// <returns>The source.</returns>
    public static RevisionSource FromCommit(SourceLocation location, string provider = "")
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(provider);
        return new() { Location = location, Provider = provider };
    }

    /// <summary>Names an archive at a URL: a zip, tar or tar.gz.</summary>
    /// <param name="url">The URL: https, or http on this machine. Its query may hold a secret and is never shown.</param>
    /// <param name="digest">The SHA-256 that the archive must have.</param>
    /// <returns>The source.</returns>
    /// <exception cref="ArgumentException">The URL is of another kind.</exception>
    public static RevisionSource FromUrl(Uri url, ArtifactDigest digest)
    {
        ArgumentNullException.ThrowIfNull(url);
        return url.IsAbsoluteUri && url.UserInfo is "" && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            ? new() { Url = url, Digest = digest }
            : throw new ArgumentException("A revision is fetched from an https URL without a user or a password in it; http is for this machine only.", nameof(url));
    }

    /// <summary>Returns the source in words, without anything that could be a secret.</summary>
    /// <returns>The kind and the place.</returns>
    public override string ToString() =>
        Directory is not null ? $"directory {Directory}"
        : Location is not null ? $"commit {WithoutUser(Location.Repository)}@{(Location.Version is "" ? "HEAD" : Location.Version)}"
        : $"url {Url!.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)} {Digest}";

    // Somebody may have put a password into the URL of a repository.
    private static string WithoutUser(string repository) =>
        Uri.TryCreate(repository, UriKind.Absolute, out var url) && url.UserInfo is not ""
            ? url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            : repository;
}
