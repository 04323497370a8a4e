using System.CommandLine;
using Forge.Artifacts;
using Forge.Artifacts.Revisions;
using Forge.Cli.Hosting;
using Forge.Cli.Output;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Cli.Verbs;

/// <summary><c>forge push</c>: bundles a directory and stores it as a revision.</summary>
internal static class PushVerb
{
    private static readonly Dictionary<string, RevisionForm> Types = new(StringComparer.Ordinal) { ["tree"] = RevisionForm.Tree, ["zip"] = RevisionForm.Zip };

    public static Command Create(Terminal terminal)
    {
        var source = new Option<DirectoryInfo>("--source") { Description = "the directory with the revision; its root holds appspec.yml", HelpName = "DIR", Required = true };
        source.AcceptExistingOnly();
        var application = new Option<string>("--application-name") { Description = "the application, the first part of the key", HelpName = "A", Required = true };
        var store = SharedOptions.Store();
        var key = new Option<string>("--key") { Description = "the key (default application/digest)", HelpName = "K" };
        var type = new Option<string>("--type") { Description = "tree: only what changed since the last push is moved; zip: for other programs (default tree; zip for a key that ends with .zip)" };
        type.AcceptOnlyFromAmong([.. Types.Keys]);
        var ignoreHidden = new Option<bool>("--ignore-hidden-files") { Description = "leave out files and folders whose names begin with a dot" };
        var ignoreGit = new Option<bool>("--git-ignore") { Description = "leave out what the .gitignore files of the directory name, and .git" };
        var json = SharedOptions.Json();
        var verb = new Command("push", "Bundles a directory and stores it as a revision.") { source, application, store, key, type, ignoreHidden, ignoreGit, json };
        verb.SetAction((parsed, cancellationToken) => PushAsync(
            parsed.GetRequiredValue(store),
            new RevisionPushRequest
            {
                Source = parsed.GetRequiredValue(source).FullName,
                Application = parsed.GetRequiredValue(application),
                StampFile = UserCache.PathOf("push", parsed.GetRequiredValue(source).FullName, parsed.GetRequiredValue(store), parsed.GetRequiredValue(application)),
                Key = parsed.GetValue(key) is { } text ? ToKey(text) : null,
                Form = parsed.GetValue(type) is { } form ? Types[form] : null,
                LeaveOut = (parsed.GetValue(ignoreHidden) ? RevisionFilter.Hidden : default) | (parsed.GetValue(ignoreGit) ? RevisionFilter.GitIgnored : default),
            },
            parsed.GetValue(json),
            terminal,
            cancellationToken));
        return verb;
    }

    private static async Task<int> PushAsync(string store, RevisionPushRequest request, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        foreach (var weakness in Bundle.CheckAppSpec(request.Source))
        {
            terminal.Say(weakness.ToString());
        }

        var pushed = await HostRun.RunAsync(
            forge => forge.AddStore(store),
            (services, token) => new RevisionPush(services.GetRequiredService<IArtifactStore>()).PushAsync(request, token),
            cancellationToken).ConfigureAwait(false);
        var info = pushed.Info;
        var next = $"forge deploy --config forge.json --group GROUP --revision {info.Key}";
        terminal.Say($"stored {pushed.Files} files, {pushed.Size} bytes of which {pushed.StoredBytes} were sent, sha256 {pushed.Digest}{(info.Version is { } version ? $", version {version}" : "")}");
        terminal.Say($"To deploy with this revision, run: {next}");
        if (json)
        {
            terminal.Json(new PushReport(info.Key.Value, pushed.Digest.Value, pushed.Size, pushed.StoredBytes, info.Version, pushed.Files, next), CliJson.Default.PushReport);
        }
        else
        {
            terminal.Result(info.Key.Value);
        }

        return ExitCode.Success;
    }

    private static ArtifactKey ToKey(string text) =>
        ArtifactKey.TryParse(text, out var key) ? key : throw new UserException($"'{text}' is not a key: use segments divided by '/', none of them empty, '.' or '..'.");
}
