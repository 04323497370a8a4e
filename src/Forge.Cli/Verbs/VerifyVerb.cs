using System.CommandLine;
using Forge.Artifacts;
using Forge.Artifacts.Provenance;
using Forge.Cli.Hosting;
using Forge.Cli.Output;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Cli.Verbs;

/// <summary><c>forge verify</c>: checks an artifact against its provenance.</summary>
internal static class VerifyVerb
{
    public static Command Create(Terminal terminal)
    {
        var artifact = new Argument<string>("artifact") { Description = "the key of the artifact" };
        var store = SharedOptions.Store();
        var keys = new Option<FileInfo[]>("--key") { Description = "a public key (PEM) that may have signed the provenance; without one the signature is not checked", HelpName = "FILE" };
        keys.AcceptExistingOnly();
        var json = SharedOptions.Json();
        var verb = new Command("verify", "Checks an artifact, and every file in it, against its signed provenance.") { artifact, store, keys, json };
        verb.SetAction((parsed, cancellationToken) => VerifyAsync(
            parsed.GetRequiredValue(store),
            ArtifactKey.TryParse(parsed.GetRequiredValue(artifact), out var key) ? key : throw new UserException($"'{parsed.GetRequiredValue(artifact)}' is not the key of an artifact."),
            parsed.GetValue(keys) ?? [],
            parsed.GetValue(json) ? report => terminal.Json(report, CliJson.Default.VerifyReport) : report => Print(report, terminal),
            cancellationToken));
        return verb;
    }

    private static async Task<int> VerifyAsync(string store, ArtifactKey artifact, FileInfo[] keys, Action<VerifyReport> print, CancellationToken cancellationToken)
    {
        var trusted = keys.Select(ReadKey).ToList();
        try
        {
            var found = await HostRun.RunAsync(
                forge => forge.AddStore(store),
                (services, token) => new ArtifactProvenance(services.GetRequiredService<IArtifactStore>()).VerifyAsync(artifact, trusted, token),
                cancellationToken).ConfigureAwait(false);
            print(new VerifyReport(
                artifact.Value, found.Problems.Count == 0, found.IsSigned, found.SignedBy, found.Builder, found.InvocationId, found.SourceRevision, found.Files, found.Problems));
            return found.Problems.Count == 0 ? ExitCode.Success : ExitCode.Failed;
        }
        finally
        {
            trusted.ForEach(key => key.Dispose());
        }
    }

    private static ProvenanceKeyPair ReadKey(FileInfo file)
    {
        try
        {
            return ProvenanceKeyPair.FromPem(new SecretValue(File.ReadAllText(file.FullName)));
        }
        catch (FormatException e)
        {
            throw new UserException($"'{file}': {e.Message}");
        }
    }

    private static void Print(VerifyReport report, Terminal terminal)
    {
        foreach (var problem in report.Problems)
        {
            terminal.Result(problem);
        }

        terminal.Say(report.IsSigned switch
        {
            true when report.SignedBy is { } key => $"signed by {key}",
            true => "the signature was not checked: give the public key with --key",
            false => "not signed",
        });
        if (report.IsVerified)
        {
            terminal.Result($"{report.Artifact} is what its provenance says: {report.Files} files, built by {report.Builder} in {report.InvocationId} from {report.SourceRevision ?? "an unnamed revision"}");
        }
    }
}
