using System.CommandLine;
using Forge.Cli.Configuration;
using Forge.Cli.Hosting;
using Forge.Cli.Output;
using Forge.Pipelines.Timelines;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Cli.Verbs;

/// <summary><c>forge timeline</c>: what was built and deployed, also while a host runs.</summary>
internal static class TimelineVerb
{
    private const int Most = 50;

    public static Command Create(Terminal terminal)
    {
        var root = SharedOptions.Root();
        var html = new Option<string>("--html") { Description = "write a self-contained page to this file too", HelpName = "FILE" };
        var verb = new Command("timeline", "Prints what was built and deployed, with durations as bars.") { root, html };
        verb.SetAction((parsed, cancellationToken) =>
            ShowAsync(parsed.GetRequiredValue(root), parsed.GetValue(html), terminal, cancellationToken));
        return verb;
    }

    private static async Task<int> ShowAsync(string root, string? html, Terminal terminal, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddForge().AddReadOnlyStorage(root).AddExecutors(root, docker: null).AddFleet(new ForgeConfig()).AddTimelines();
        var provider = services.BuildServiceProvider();
        await using (provider.ConfigureAwait(false))
        {
            var timeline = await provider.GetRequiredService<TimelineReader>().ReadAsync(Most, cancellationToken).ConfigureAwait(false);
            terminal.Result(TimelineText.Render(timeline));
            if (html is not null)
            {
                await File.WriteAllTextAsync(html, TimelineHtml.Render(timeline, "Forge"), cancellationToken).ConfigureAwait(false);
                terminal.Say($"wrote {html}");
            }
        }

        return ExitCode.Success;
    }
}
