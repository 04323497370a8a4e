using System.CommandLine;
using Forge.Cli.Output;
using Forge.Cli.Verbs;

namespace Forge.Cli;

/// <summary>The <c>forge</c> tool: a thin host over the public API.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <summary>Runs one command line.</summary>
    internal static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var terminal = new Terminal(output, error);
        var root = new RootCommand("Repositories, builds, artifacts and deployments on your own machines.")
        {
            BuildVerb.Create(terminal),
            DeployVerb.Create(terminal),
            DeploymentsVerb.Create(terminal),
            PushVerb.Create(terminal),
            VerifyVerb.Create(terminal),
            ArtifactsVerb.Create(terminal),
            ServeVerb.Create(terminal),
            AgentVerb.Create(terminal),
            GitVerb.Create(terminal),
            ValidateVerb.Create(terminal),
            TimelineVerb.Create(terminal),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return UsageError.Report(parsed, terminal);
        }

        var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
        try
        {
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (Exception e) when (ExitCode.Of(e) is { } code)
        {
            terminal.Problem(e);
            return code;
        }
    }
}
