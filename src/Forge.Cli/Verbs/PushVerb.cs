using System.CommandLine;
using Forge.Artifacts;
using Forge.Cli.Hosting;
using Forge.Cli.Output;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Cli.Verbs;

/// <summary><c>forge push</c>: bundles a directory and stores it as a revision.</summary>
internal static class PushVerb
{
    private const string FileScheme = "file://";

    public static Command Create(Terminal terminal)
    {
        var source = new Option<DirectoryInfo>("--source") { Description = "the directory with the revision; its root holds appspec.yml", HelpName = "DIR", Required = true };
        source.AcceptExistingOnly();
        var application = new Option<string>("--application-name") { Description = "the application, the first part of the key", HelpName = "A", Required = true };
        var store = new Option<string>("--store") { Description = "the artifact store: a directory or file:// address", HelpName = "URI", Required = true };
        var ignoreHidden = new Option<bool>("--ignore-hidden-files") { Description = "leave out files and folders whose names begin with a dot" };
        var json = SharedOptions.Json();
        var verb = new Command("push", "Bundles a directory and stores it as a revision.") { source, application, store, ignoreHidden, json };
        verb.SetAction((parsed, cancellationToken) => PushAsync(
            parsed.GetRequiredValue(store),
            (services, token) => Bundle.StoreAsync(
                services.GetRequiredService<IArtifactStore>(),
                parsed.GetRequiredValue(source).FullName,
                parsed.GetRequiredValue(application),
                parsed.GetValue(ignoreHidden),
                token),
            parsed.GetValue(json),
            terminal,
            cancellationToken));
        return verb;
    }

    private static async Task<int> PushAsync(
        string store, Func<IServiceProvider, CancellationToken, Task<ArtifactInfo>> push, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        var stored = await HostRun.RunAsync(
            forge => forge.AddFileSystemArtifactStore(options => options.Directory = ToDirectory(store)), push, cancellationToken).ConfigureAwait(false);
        terminal.Say($"stored {stored.Size} bytes, sha256 {stored.Digest}");
        if (json)
        {
            terminal.Json(new PushReport(stored.Key.Value, stored.Digest.Value, stored.Size), CliJson.Default.PushReport);
        }
        else
        {
            terminal.Result(stored.Key.Value);
        }

        return ExitCode.Success;
    }

    private static string ToDirectory(string store) =>
        store.StartsWith(FileScheme, StringComparison.Ordinal) ? store[FileScheme.Length..]
        : store.Contains("://", StringComparison.Ordinal) ? throw new UserException($"The store '{store}' is of a kind that this version does not know: give a directory or a file:// address.")
        : Path.GetFullPath(store);
}
