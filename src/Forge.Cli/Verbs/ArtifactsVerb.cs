using System.CommandLine;
using Forge.Artifacts;
using Forge.Artifacts.Copying;
using Forge.Cli.Hosting;
using Forge.Cli.Output;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Cli.Verbs;

/// <summary><c>forge artifacts copy</c>: copies artifacts from one store to another.</summary>
internal static class ArtifactsVerb
{
    public static Command Create(Terminal terminal)
    {
        var prefix = new Argument<string>("prefix") { Description = "what the keys start with (default: all)", Arity = ArgumentArity.ZeroOrOne };
        var from = Store("--from", "where the artifacts are");
        var to = Store("--to", "where they go, under the same keys");
        var json = SharedOptions.Json();
        var copy = new Command("copy", "Copies artifacts to another store. What is there already is passed over, so an interrupted copy goes on.") { prefix, from, to, json };
        copy.SetAction((parsed, cancellationToken) =>
            CopyAsync(parsed.GetValue(prefix) ?? "", parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), parsed.GetValue(json), terminal, cancellationToken));
        return new Command("artifacts", "Works on artifact stores.") { copy };
    }

    private static Option<string> Store(string name, string description) => new(name) { Description = $"{description}: {StoreAddress.Forms}", HelpName = "URI", Required = true };

    private static async Task<int> CopyAsync(string prefix, string from, string to, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        var progress = new CopyPrinter(terminal);
        var result = await HostRun.RunAsync(
            forge => forge.AddStore(from),
            (sources, token) => HostRun.RunAsync(
                forge => forge.AddStore(to),
                (targets, inner) => new ArtifactCopy(StoreOf(sources), StoreOf(targets)).RunAsync(prefix, progress, inner),
                token),
            cancellationToken).ConfigureAwait(false);
        if (json)
        {
            terminal.Json(new CopyReport(result.CopiedCount, result.CopiedBytes, result.PresentCount, [.. result.Failures.Select(failed => failed.Failure!.Message)]), CliJson.Default.CopyReport);
        }
        else
        {
            terminal.Result($"{result.CopiedCount} copied, {result.CopiedBytes} bytes; {result.PresentCount} were there; {result.Failures.Count} failed");
        }

        return result.Failures.Count == 0 ? ExitCode.Success : ExitCode.Fault;
    }

    private static IArtifactStore StoreOf(IServiceProvider services) => services.GetRequiredService<IArtifactStore>();
}
