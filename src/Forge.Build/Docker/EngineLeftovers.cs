using System.Globalization;
using Forge.Build.Local;
using Microsoft.Extensions.Logging;

namespace Forge.Build.Docker;

/// <summary>Removes what hosts of this machine left behind that did not live to do it themselves, and that no host will come to reopen.</summary>
internal sealed partial class EngineLeftovers(
    DockerConnection docker, ContainerMaker maker, BuildNetworks networks, DockerBuildExecutorOptions options, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>The directory, below the host's, with the notes about builds.</summary>
    public const string BuildsDirectory = "builds";

    /// <summary>The directory, below the host's, with the directories of containers.</summary>
    public const string ContainersDirectory = "containers";

    /// <summary>Removes them.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        var reopenable = GiveUpOld();
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [ContainerDefinition.OwnerLabel] = true } };
        var containers = await docker.CallAsync(
            "list containers", (client, token) => client.Containers.ListContainersAsync(new() { All = true, Filters = filters }, token), cancellationToken).ConfigureAwait(false);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var container in containers)
        {
            var name = container.Names[0].TrimStart('/');
            if (!reopenable.Contains(name) && IsLeftover(container.Labels, container.Created))
            {
                await RemoveAsync(name).ConfigureAwait(false);
            }
            else
            {
                kept.Add(container.HostConfig?.NetworkMode ?? "");
            }
        }

        foreach (var network in await docker.CallAsync(
            "list networks", (client, token) => client.Networks.ListNetworksAsync(new() { Filters = filters }, token), cancellationToken).ConfigureAwait(false))
        {
            if (!kept.Contains(network.Name) && IsLeftover(network.Labels, network.Created))
            {
                await networks.RemoveAsync(network.Name).ConfigureAwait(false);
                Log.LeftoverRemoved(logger, network.Name);
            }
        }

        foreach (var directory in Directories(ContainersDirectory))
        {
            if (!reopenable.Contains(Path.GetFileName(directory)) && BuildOwner.IsGone(directory, TimeSpan.Zero, timeProvider))
            {
                await maker.Find(Path.GetFileName(directory)).RemoveAsync().ConfigureAwait(false);
            }
        }
    }

    // What cannot be removed harms no build.
    private async Task RemoveAsync(string container)
    {
        try
        {
            await EngineContainer.RemoveFromEngineAsync(docker, container).ConfigureAwait(false);
            Log.LeftoverRemoved(logger, container);
        }
        catch (BuildExecutorException e)
        {
            Log.LeftoverStays(logger, container, e);
        }
    }

    // Forgets builds that were left so long ago that no host will come, and tells which containers the others have.
    private HashSet<string> GiveUpOld()
    {
        var containers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var directory in Directories(BuildsDirectory))
        {
            var build = new BuildDirectory(directory);
            if (BuildOwner.IsGone(directory, options.LeftoverAge, timeProvider))
            {
                build.Delete();
            }
            else if (build.GetContainer() is { } name)
            {
                containers.Add(name);
            }
        }

        return containers;
    }

    // What another directory's host left, that host may come back for.
    private bool IsLeftover(IDictionary<string, string> labels, DateTime created) =>
        labels[ContainerDefinition.OwnerLabel].Split('/') is [var machine, var process]
        && machine == Environment.MachineName
        && !HostIdentity.IsAlive(process)
        && ((labels.TryGetValue(ContainerDefinition.WorkLabel, out var work) && work == options.WorkDirectory) || timeProvider.GetUtcNow() >= Deadline(labels, created));

    private DateTimeOffset Deadline(IDictionary<string, string> labels, DateTime created) =>
        labels.TryGetValue(ContainerDefinition.DeadlineLabel, out var label)
        && DateTimeOffset.TryParse(label, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var deadline)
            ? deadline
            : created.ToUniversalTime() + options.LeftoverAge;

    private string[] Directories(string name)
    {
        var directory = Path.Combine(options.WorkDirectory, name);
        return Directory.Exists(directory) ? Directory.GetDirectories(directory) : [];
    }

    private static partial class Log
    {
        [LoggerMessage(2111, LogLevel.Warning, "Removed {Container}, which a host left behind that ended in the middle of a build.")]
        public static partial void LeftoverRemoved(ILogger logger, string container);

        [LoggerMessage(2121, LogLevel.Warning, "{Container}, which a host left behind, cannot be removed. It is tried again within an hour.")]
        public static partial void LeftoverStays(ILogger logger, string container, Exception exception);
    }
}
