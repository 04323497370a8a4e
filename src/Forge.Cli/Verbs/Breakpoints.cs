using Forge.Build;
using Forge.Cli.Output;

namespace Forge.Cli.Verbs;

/// <summary>Lets a build go on from its breakpoints when whoever watches it presses Enter.</summary>
/// <param name="engine">Drives the build.</param>
/// <param name="terminal">Says that the build waits.</param>
/// <param name="timeProvider">Tells when to look again.</param>
internal sealed class Breakpoints(BuildEngine engine, Terminal terminal, TimeProvider timeProvider)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs a build to its end.</summary>
    public async Task<BuildResult> RunAsync(BuildRequest request, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var build = request with { BuildId = request.BuildId ?? Guid.NewGuid().ToString(), IsDebugSession = true };
        var following = FollowAsync(build.BuildId, stop.Token);
        try
        {
            return await engine.RunAsync(build, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(string buildId, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(LookInterval, timeProvider, cancellationToken).ConfigureAwait(false);
            if (await engine.GetAsync(buildId, cancellationToken).ConfigureAwait(false) is { IsPaused: true })
            {
                terminal.Say("Press Enter to go on, or say codebuild-resume where the build runs.");
                // The console's own method waits without heeding anybody.
                await Task.Run(Console.In.ReadLine, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
                await engine.ResumeAsync(buildId, "forge build", cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
