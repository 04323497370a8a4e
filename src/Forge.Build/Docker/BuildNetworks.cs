using System.Collections.Concurrent;
using System.Net;
using Docker.DotNet;
using Microsoft.Extensions.Logging;

namespace Forge.Build.Docker;

/// <summary>The networks that containers have for themselves. One that a container does not need any more is the next container's: making one takes the engine longer than making a container.</summary>
/// <param name="docker">The engine.</param>
/// <param name="definition">Describes them.</param>
/// <param name="logger">Told what could not be removed.</param>
internal sealed partial class BuildNetworks(DockerConnection docker, ContainerDefinition definition, ILogger logger)
{
    // Each takes a range of the engine's addresses, of which it has about thirty.
    private const int MostSpare = 2;
    private const string Prefix = "forge-net-";

    private readonly ConcurrentStack<string> _spare = new();

    /// <summary>Gives a network that nobody else is in.</summary>
    /// <returns>Its name, and a task that completes when it exists; null when containers have none for themselves.</returns>
    public (string Name, Task Creation)? Take()
    {
        if (!definition.HasOwnNetworks)
        {
            return null;
        }

        if (_spare.TryPop(out var spare))
        {
            return (spare, Task.CompletedTask);
        }

        // What the engine was asked to create it creates, whether anybody waits or not: whoever gives up waits for it, to remove it.
        var name = $"{Prefix}{Guid.NewGuid().ToString("N")[..12]}";
        return (name, docker.CallAsync(
            $"create the network '{name}' (are its address ranges used up? See 'default-address-pools' of the engine)",
            (client, token) => client.Networks.CreateNetworkAsync(definition.Network(name), token),
            CancellationToken.None));
    }

    /// <summary>Takes a network back whose container is gone.</summary>
    public async Task GiveBackAsync(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return;
        }

        if (_spare.Count < MostSpare)
        {
            _spare.Push(name);
        }
        else
        {
            await RemoveAsync(name).ConfigureAwait(false);
        }
    }

    /// <summary>Removes the networks that nobody uses.</summary>
    public async Task RemoveSpareAsync()
    {
        while (_spare.TryPop(out var name))
        {
            await RemoveAsync(name).ConfigureAwait(false);
        }
    }

    /// <summary>Removes a network, unless a container is in it. Nothing is thrown.</summary>
    public async Task RemoveAsync(string name)
    {
        try
        {
            await docker.CallAsync(
                $"remove the network '{name}'", (client, token) => client.Networks.DeleteNetworkAsync(name, token), CancellationToken.None).ConfigureAwait(false);
        }
        catch (BuildExecutorException e) when (e.InnerException is DockerApiException { StatusCode: HttpStatusCode.NotFound or HttpStatusCode.Forbidden or HttpStatusCode.Conflict })
        {
            // Gone already, or in use: whoever removes the container that uses it comes by.
        }
        catch (BuildExecutorException e)
        {
            Log.RemoveFailed(logger, name, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2120, LogLevel.Warning, "The network {Network} is left behind: removing it failed. The next start of the host tries again.")]
        public static partial void RemoveFailed(ILogger logger, string network, Exception exception);
    }
}
