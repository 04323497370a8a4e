using System.Text.RegularExpressions;
using Forge.Git.Commands;

namespace Forge.Git.Http;

/// <summary>What a path asks for. The service of a POST comes from the path alone, never from the query.</summary>
internal sealed partial record GitHttpRoute(RepositoryName Repository, string Target)
{
    private const string AdvertisementTarget = "info/refs";
    private const string ServiceParameter = "service=";

    private static readonly GitService[] Services = [GitService.UploadPack, GitService.ReceivePack];

    /// <summary>Gets a value indicating whether the refs are asked for, and not a transfer.</summary>
    public bool IsAdvertisement => Target == AdvertisementTarget;

    /// <summary>Reads a path; null for everything that is not one of the three kinds, most of the dumb protocol included.</summary>
    public static GitHttpRoute? Read(string path) =>
        Shape().Match(path) is { Success: true } match && RepositoryName.TryParse(match.Groups["name"].Value, out var name)
            ? new GitHttpRoute(name, match.Groups["target"].Value)
            : null;

    /// <summary>Finds the service; null when the query of an advertisement is not exactly one: with two of them it would be open which counts.</summary>
    public GitService? FindService(string query)
    {
        var wanted = !IsAdvertisement ? Target : query.StartsWith(ServiceParameter, StringComparison.Ordinal) ? query[ServiceParameter.Length..] : "";
        var index = Array.FindIndex(Services, s => s.WireName() == wanted);
        return index < 0 ? null : Services[index];
    }

    [GeneratedRegex(@"\A/?(?<name>[^/]+?)(?:\.git)?/{1,2}(?<target>info/refs|git-upload-pack|git-receive-pack)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
