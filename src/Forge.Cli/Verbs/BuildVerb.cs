using System.CommandLine;
using Forge.Artifacts;
using Forge.Build;
using Forge.Cli.Configuration;
using Forge.Cli.Hosting;
using Forge.Cli.Output;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Cli.Verbs;

/// <summary><c>forge build</c>: builds a directory as CodeBuild would, here.</summary>
internal static class BuildVerb
{
    private static readonly string[] Executors = ["process", "docker"];

    public static Command Create(Terminal terminal)
    {
        var source = new Option<DirectoryInfo>("--source") { Description = "the directory to build", HelpName = "DIR", Required = true };
        source.AcceptExistingOnly();
        var buildspec = new Option<string>("--buildspec") { Description = "the buildspec, relative to the source (default buildspec.yml)", HelpName = "F" };
        var executor = new Option<string>("--executor") { Description = "where commands run", DefaultValueFactory = _ => Executors[0] };
        executor.AcceptOnlyFromAmong(Executors);
        var image = new Option<string>("--image") { Description = "the image for --executor docker", HelpName = "REF" };
        var endpoint = new Option<string>("--docker") { Description = "the address of the Docker engine (default unix:///var/run/docker.sock)", HelpName = "URI" };
        var variables = new Option<string[]>("--env") { Description = "an environment variable; may be repeated", HelpName = "K=V" };
        var variableFile = new Option<FileInfo>("--env-file") { Description = "a file of K=V lines; # begins a comment", HelpName = "F" };
        variableFile.AcceptExistingOnly();
        var artifacts = new Option<DirectoryInfo>("--artifacts") { Description = "where the artifact is written", HelpName = "DIR" };
        var cache = new Option<DirectoryInfo>("--cache") { Description = "where caches of the buildspec are kept (default: nowhere)", HelpName = "DIR" };
        var privileged = new Option<bool>("--privileged") { Description = "lets the build do what only the machine's administrator may, with --executor docker" };
        var timeout = new Option<int>("--timeout") { Description = "minutes, 1 to 2160 (default 60)", HelpName = "MIN", DefaultValueFactory = _ => 60 };
        var debug = new Option<bool>("--debug") { Description = "codebuild-breakpoint in a command waits until you press Enter" };
        var batch = new Option<bool>("--batch") { Description = "run all builds of 'batch' in the buildspec; artifacts go to DIR/identifier" };
        var json = SharedOptions.Json();

        var verb = new Command("build", "Builds a directory by its buildspec.") { source, buildspec, executor, image, endpoint, variables, variableFile, artifacts, cache, privileged, timeout, debug, batch, json };
        verb.SetAction((parsed, cancellationToken) =>
        {
            var request = new BuildRequest
            {
                Project = ProjectName(parsed.GetRequiredValue(source)),
                Source = BuildSource.FromDirectory(parsed.GetRequiredValue(source).FullName),
                Buildspec = parsed.GetValue(buildspec) ?? "",
                Executor = parsed.GetRequiredValue(executor),
                Image = parsed.GetValue(image) is { } reference ? ForgeServices.ParseImage(reference) : null,
                Environment = VariableReader.Read(parsed.GetValue(variables) ?? [], parsed.GetValue(variableFile)),
                Cache = parsed.GetValue(cache) is null ? BuildCacheType.None : BuildCacheType.Local,
                IsPrivileged = parsed.GetValue(privileged),
                Timeout = TimeSpan.FromMinutes(parsed.GetValue(timeout)),
                IsDebugSession = parsed.GetValue(debug),
                Initiator = "forge build",
                Log = new LogPrinter(terminal),
            };
            var (folder, output) = (parsed.GetValue(artifacts), new BuildOutput(terminal, parsed.GetValue(json)));
            Func<IServiceProvider, CancellationToken, Task<BuildStatus>> build = parsed.GetValue(batch)
                ? (services, token) => RunBatchAsync(services, request, folder, output, token)
                : (services, token) => RunAsync(services, request, folder, output, token);
            var (docker, kept) = (new DockerConfig { Endpoint = parsed.GetValue(endpoint) }, parsed.GetValue(cache));
            return RunAsync((forge, root) => Configure(forge, root, request, docker, kept), build, cancellationToken);
        });
        return verb;
    }

    // The folder's name, within what a project's name may hold.
    private static string ProjectName(DirectoryInfo source) =>
        string.Concat(source.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')).PadLeft(2, '-');

    private static async Task<int> RunAsync(
        Action<IForgeBuilder, string> configure, Func<IServiceProvider, CancellationToken, Task<BuildStatus>> build, CancellationToken cancellationToken)
    {
        using var root = new TemporaryRoot();
        var status = await HostRun.RunAsync(forge => configure(forge, root.Path), build, cancellationToken).ConfigureAwait(false);
        return status switch
        {
            BuildStatus.Succeeded => ExitCode.Success,
            BuildStatus.Fault => ExitCode.Fault,
            _ => ExitCode.Failed,
        };
    }

    private static async Task<BuildStatus> RunAsync(
        IServiceProvider services, BuildRequest request, DirectoryInfo? artifacts, BuildOutput output, CancellationToken cancellationToken)
    {
        var engine = services.GetRequiredService<BuildEngine>();
        var result = request.IsDebugSession
            ? await new Breakpoints(engine, output.Terminal, services.GetRequiredService<TimeProvider>()).RunAsync(request, cancellationToken).ConfigureAwait(false)
            : await engine.RunAsync(request, cancellationToken).ConfigureAwait(false);
        var file = await SaveAsync(services.GetRequiredService<IArtifactStore>(), result, artifacts, cancellationToken).ConfigureAwait(false);
        Summarize(result, file, output.Terminal);
        if (output.IsJson)
        {
            output.Terminal.Json(BuildOutcome.From(result, file), CliJson.Default.BuildOutcome);
        }

        return result.Status;
    }

    private static async Task<BuildStatus> RunBatchAsync(
        IServiceProvider services, BuildRequest request, DirectoryInfo? artifacts, BuildOutput output, CancellationToken cancellationToken)
    {
        var (status, outcome) = await BatchRun.RunAsync(services, BatchRun.ToBatch(request), artifacts, output.Terminal, cancellationToken).ConfigureAwait(false);
        if (output.IsJson)
        {
            output.Terminal.Json(outcome, CliJson.Default.BatchOutcome);
        }

        return status;
    }

    private static void Configure(IForgeBuilder forge, string root, BuildRequest request, DockerConfig docker, DirectoryInfo? cache)
    {
        forge.AddStorage(root).AddExecutors(root, request.Executor == Executors[1] ? docker : null);
        forge.AddBuilds(options => options.LocalCacheDirectory = cache?.FullName ?? "");
        if (request.IsPrivileged is true && request.Executor == Executors[1])
        {
            // Whoever runs the tool owns this machine and has said so.
            forge.AddDockerBuildExecutor(options => options.PrivilegedProjects.Add(request.Project));
        }
    }

    /// <summary>Writes the primary artifact of a build into a directory; null for nowhere.</summary>
    /// <returns>The file, or null.</returns>
    public static async Task<string?> SaveAsync(IArtifactStore store, BuildResult result, DirectoryInfo? directory, CancellationToken cancellationToken)
    {
        if (directory is null || result.Artifact is not { } artifact)
        {
            return null;
        }

        directory.Create();
        var name = Path.GetFileName(artifact.Key.Value);
        var path = Path.Combine(directory.FullName, Path.HasExtension(name) ? name : name + ".zip");
        var content = await store.OpenReadAsync(artifact.Key, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var file = File.Create(path);
            await using (file.ConfigureAwait(false))
            {
                await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            }
        }

        return path;
    }

    private static void Summarize(BuildResult result, string? file, Terminal terminal)
    {
        terminal.Say("");
        foreach (var phase in result.Phases.Where(phase => phase.EndedAt is not null))
        {
            var seconds = (phase.EndedAt!.Value - phase.StartedAt).TotalSeconds;
            terminal.Say($"  {phase.Phase,-18}{phase.Status,-12}{seconds,8:0.000} s  {phase.StatusCode}");
        }

        terminal.Say($"Build {result.Status.ToString().ToUpperInvariant()}{(file is null ? "" : $", artifact in {file}")}");
    }
}
