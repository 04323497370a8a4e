using Forge.Build;
using Forge.Cli.Configuration;
using Forge.Cli.Output;
using Forge.Deploy;
using Forge.Pipelines;

namespace Forge.Cli.Hosting;

/// <summary>Adds what a configuration names to a host.</summary>
internal static class ForgeServices
{
    private const string JournalFile = "journal.db";
    private const string ArtifactFolder = "artifacts";
    private const string WorkFolder = "work";

    /// <summary>Adds the journal and the artifact store below a root.</summary>
    public static IForgeBuilder AddStorage(this IForgeBuilder forge, string root) => forge
        .AddSqliteJournal(options => options.Path = Path.Combine(root, JournalFile))
        .AddFileSystemArtifactStore(options => options.Directory = Path.Combine(root, ArtifactFolder));

    /// <summary>Adds the journal below a root for reading only, beside a host that runs.</summary>
    public static IForgeBuilder AddReadOnlyStorage(this IForgeBuilder forge, string root) => forge
        .AddSqliteJournal(options =>
        {
            options.Path = Path.Combine(root, JournalFile);
            options.ReadOnly = true;
        })
        .AddFileSystemArtifactStore(options => options.Directory = Path.Combine(root, ArtifactFolder));

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

    /// <summary>Adds targets and deployment groups.</summary>
    public static IForgeBuilder AddFleet(this IForgeBuilder forge, IEnumerable<TargetConfig> targets, IEnumerable<GroupConfig> groups)
    {
        foreach (var target in targets)
        {
            AddTarget(forge, target);
        }

        return forge.AddDeployments(options =>
        {
            foreach (var group in groups)
            {
                options.Groups.Add(ToOptions(group));
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

    private static void AddTarget(IForgeBuilder forge, TargetConfig target)
    {
        if (target.Agent)
        {
            AgentFleet.AddTarget(forge, target);
            return;
        }

        if (target.Host is null)
        {
            forge.AddLocalDeployTarget(target.Name, options =>
            {
                options.StateDirectory = target.StateDirectory ?? options.StateDirectory;
                options.DestinationRoot = target.DestinationRoot ?? options.DestinationRoot;
                Copy(target.Variables, options.Variables);
            });
            return;
        }

        forge.AddSshDeployTarget(target.Name, options =>
        {
            options.Host = target.Host;
            options.Port = target.Port;
            options.User = target.User ?? options.User;
            options.PrivateKeyPath = target.PrivateKeyPath ?? options.PrivateKeyPath;
            options.HostKey = target.HostKey ?? options.HostKey;
            options.KnownHostsPath = target.KnownHostsPath ?? options.KnownHostsPath;
            options.StateDirectory = target.StateDirectory ?? options.StateDirectory;
            options.DestinationRoot = target.DestinationRoot ?? options.DestinationRoot;
            Copy(target.Variables, options.Variables);
        });
    }

    private static DeploymentGroupOptions ToOptions(GroupConfig group)
    {
        var options = new DeploymentGroupOptions
        {
            Name = group.Name,
            Application = group.Application,
            Configuration = group.Configuration,
            AutoRollback = group.AutoRollback ? RollbackTriggers.Failure | RollbackTriggers.Alarm : RollbackTriggers.None,
        };
        options.FileExistsBehavior = group.FileExistsBehavior is { } behavior ? ParseBehavior(behavior) : options.FileExistsBehavior;
        options.MaxRevisions = group.MaxRevisions ?? options.MaxRevisions;
        foreach (var target in group.Targets)
        {
            options.Targets.Add(target);
        }

        return options;
    }

    private static FileExistsBehavior ParseBehavior(string text) =>
        Enum.TryParse<FileExistsBehavior>(text, ignoreCase: true, out var behavior)
            ? behavior
            : throw new UserException($"'{text}' is not a file exists behavior: use DISALLOW, OVERWRITE or RETAIN.");

    internal static void Copy(IReadOnlyDictionary<string, string> from, IDictionary<string, string> to)
    {
        foreach (var (name, value) in from)
        {
            to[name] = value;
        }
    }
}
