using System.Security.Cryptography;
using Forge.Artifacts;
using Forge.Artifacts.Revisions;
using Forge.Cli.Output;
using Forge.Deploy.Specs;

namespace Forge.Cli.Hosting;

/// <summary>Puts a revision into an artifact store: an archive as it is, a directory as a tree.</summary>
internal static class Bundle
{
    private const string AppSpecName = "appspec.yml";

    /// <summary>Stores a revision under its own digest.</summary>
    /// <exception cref="UserException">There is no such file or directory.</exception>
    /// <exception cref="RevisionRefusedException">The directory has no appspec in its root.</exception>
    public static async Task<ArtifactInfo> StoreAsync(IArtifactStore store, string location, string application, CancellationToken cancellationToken)
    {
        if (Directory.Exists(location))
        {
            var request = new RevisionPushRequest { Source = location, Application = application };
            return (await new RevisionPush(store).PushAsync(request, cancellationToken).ConfigureAwait(false)).Info;
        }

        if (!File.Exists(location))
        {
            throw new UserException($"There is no file or directory '{location}'.");
        }

        var file = File.OpenRead(location);
        await using (file.ConfigureAwait(false))
        {
            var digest = ArtifactDigest.FromHash(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
            file.Position = 0;
            return await store.PutAsync(ArtifactKey.Parse($"{application}/{digest}"), file, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Checks the appspec of a directory that is to be a revision.</summary>
    /// <returns>What is weak in it.</returns>
    /// <exception cref="SpecException">Something in it is wrong.</exception>
    public static IReadOnlyList<SpecProblem> CheckAppSpec(string directory)
    {
        var path = Path.Combine(directory, AppSpecName);
        var problems = File.Exists(path) ? AppSpecReader.Validate(path, File.ReadAllBytes(path)) : [];
        return problems.Any(problem => problem.Severity is SpecSeverity.Error) ? throw new SpecException(problems) : problems;
    }
}
