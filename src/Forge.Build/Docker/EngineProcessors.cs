using System.Globalization;

namespace Forge.Build.Docker;

/// <summary>Keeps a build from asking for more processors than the engine's machine has, which the engine refuses.</summary>
internal sealed class EngineProcessors(DockerConnection docker)
{
    private long _count;

    /// <summary>Gives the limits that a container can have, and says what differs from what was asked for.</summary>
    /// <exception cref="BuildExecutorException">The engine cannot be reached.</exception>
    public async Task<(ResourceLimits Limits, IReadOnlyList<string> Notices)> FitAsync(ResourceLimits limits, CancellationToken cancellationToken)
    {
        // A machine always has one.
        if (limits.Processors is not > 1)
        {
            return (limits, []);
        }

        if (_count == 0)
        {
            var machine = await docker.CallAsync("tell what its machine has", (client, token) => client.System.GetSystemInfoAsync(token), cancellationToken).ConfigureAwait(false);
            _count = machine.NCPU;
        }

        return Fit(limits, _count);
    }

    /// <summary>Fits limits into a machine.</summary>
    /// <param name="limits">What was asked for.</param>
    /// <param name="count">How many processors the machine has; 0 when it does not say.</param>
    public static (ResourceLimits Limits, IReadOnlyList<string> Notices) Fit(ResourceLimits limits, long count) =>
        count > 0 && limits.Processors > count
            ? (limits with { Processors = count },
                [string.Create(CultureInfo.InvariantCulture, $"the build asks for {limits.Processors} processors and gets {count}: the engine's machine has no more")])
            : (limits, []);
}
