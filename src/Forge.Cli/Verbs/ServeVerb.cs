using System.CommandLine;
using Forge.Cli.Configuration;
using Forge.Cli.Hosting;
using Forge.Cli.Output;
using Forge.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Forge.Cli.Verbs;

/// <summary><c>forge serve</c>: repositories over HTTP, builds and deployments of what is pushed.</summary>
internal static class ServeVerb
{
    public static Command Create(Terminal terminal)
    {
        var config = new Option<string>("--config") { Description = "the configuration", HelpName = "forge.json" };
        var root = new Option<string>("--root") { Description = "where everything is kept, instead of a configuration", HelpName = "DIR" };
        var urls = new Option<string>("--urls") { Description = "the address to listen on (default http://127.0.0.1:5080)", HelpName = "URL" };
        var verb = new Command("serve", "Serves repositories, and builds and deploys what is pushed.") { config, root, urls };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(config) is null == result.GetValue(root) is null)
            {
                result.AddError("Give --config forge.json or --root DIR, one of the two.");
            }
        });
        verb.SetAction((parsed, cancellationToken) =>
        {
            var read = parsed.GetValue(config) is { } file ? ForgeConfigReader.Read(file) : new ForgeConfig { Root = Path.GetFullPath(parsed.GetValue(root)!) };
            return ServeAsync(parsed.GetValue(urls) is { } address ? read with { Urls = address } : read, terminal, cancellationToken);
        });
        return verb;
    }

    private static async Task<int> ServeAsync(ForgeConfig config, Terminal terminal, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(config.Urls);
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton<IPipelineOutput>(new PipelinePrinter(terminal));
        builder.Services.AddForge()
            .AddStorage(config.Root, config.Store)
            .AddExecutors(config.Root, config.Docker)
            .AddFleet(config)
            .AddAgentHosting(config.Root)
            .AddGitHosting(options => options.Root = GitAdministration.FolderOf(config.Root))
            .AddPipelines(config.Pipelines);

        var app = builder.Build();
        await using (app.ConfigureAwait(false))
        {
            app.MapForgeGit();
            app.MapForgeAgents();
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            terminal.Say($"Forge serves {string.Join(", ", app.Urls.Select(url => url + "/git/REPOSITORY"))} from {config.Root}");
            await app.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Success;
    }
}
