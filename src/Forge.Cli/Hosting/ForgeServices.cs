using Forge.Build;
using Forge.Cli.Configuration;
using Forge.Cli.Output;
using Forge.Pipelines;

namespace Forge.Cli.Hosting;

/// <summary>Adds what a configuration names to a host.</summary>
internal static class ForgeServices
{
    private const string JournalFile = "journal.db";
    private const string ArtifactFolder = "artifacts";
    private const string WorkFolder = "work";

    /// <summary>Adds the journal below a root, and the artifact store: the one with an address, or one below the root.</summary>
    public static IForgeBuilder AddStorage(this IForgeBuilder forge, string root, string? store = null) => forge
        .AddSqliteJournal(options => options.Path = Path.Combine(root, JournalFile))
        .AddStore(store ?? Path.Combine(root, ArtifactFolder));

    /// <summary>Adds the journal below a root for reading only, beside a host that runs.</summary>
    public static IForgeBuilder AddReadOnlyStorage(this IForgeBuilder forge, string root, string? store = null) => forge
        .AddSqliteJournal(options =>
        {
            options.Path = Path.Combine(root, JournalFile);
            options.ReadOnly = true;
        })
        .AddStore(store ?? Path.Combine(root, ArtifactFolder));

    /// <summary>Adds builds as host processes and, where a Docker engine is configured or asked for, in containers.</summary>
    public static IForgeBuilder AddExecutors(this IForgeBuilder forge, string root, DockerConfig? docker)
    {
        var work = Path.Combine(root, WorkFolder);
        forge.AddBuilds().AddProcessBuildExecutor(options => options.WorkDirectory = work);
        if (docker is null)
        {
            return forge;
        }

        return forge.AddDockerBuildExecutor(options =>
        {
            options.WorkDirectory = work;
            if (docker.Endpoint is { } endpoint)
            {
                options.Endpoint = new Uri(endpoint);
            }

            if (docker.DefaultImage is { } image)
            {
                options.DefaultImage = ParseImage(image);
            }
        });
    }

    /// <summary>Adds pipelines.</summary>
    public static IForgeBuilder AddPipelines(this IForgeBuilder forge, IEnumerable<PipelineConfig> pipelines) => forge.AddPipelines(options =>
    {
        foreach (var pipeline in pipelines)
        {
            options.Pipelines.Add(new PipelineOptions
            {
                Name = pipeline.Name,
                Repository = pipeline.Repository,
                Branch = pipeline.Branch,
                Executor = pipeline.Executor,
                Image = pipeline.Image is { } image ? ParseImage(image) : null,
                Buildspec = pipeline.Buildspec,
                DeploymentGroup = pipeline.DeploymentGroup,
                Environment = new Dictionary<string, string>(pipeline.Environment),
            });
        }
    });

    /// <summary>Reads an image name that a user wrote.</summary>
    /// <exception cref="UserException">It is not one.</exception>
    public static ImageReference ParseImage(string text) =>
        ImageReference.TryParse(text, out var image)
            ? image
            : throw new UserException($"'{text}' is not an image name: write [registry/]repository[:tag][@sha256:digest], with the repository in lower case.");
}
