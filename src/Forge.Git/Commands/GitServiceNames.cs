namespace Forge.Git.Commands;

/// <summary>How the two services are called in arguments and in URLs.</summary>
internal static class GitServiceNames
{
    public static string Verb(this GitService service) => service is GitService.UploadPack ? "upload-pack" : "receive-pack";

    public static string WireName(this GitService service) => $"git-{service.Verb()}";
}
