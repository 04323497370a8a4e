using Forge.Deploy.Local;
using Forge.Deploy.Running;
using Forge.Testing;

namespace Forge.Deploy.Tests.Running;

/// <summary>A real target on this machine, with directories of its own and a shell of the test's choice.</summary>
internal sealed class RunnerTarget : IAsyncDisposable
{
    public const string Group = "shop-web";
    public const long Epoch = 1;

    private const UnixFileMode ForEverybody = (UnixFileMode)0b111_101_101;

    private readonly string _shell;

    private RunnerTarget(string shell)
    {
        _shell = shell;
        File.SetUnixFileMode(Directory.Path, ForEverybody);
        Root = Directory.MakeDirectory("root");
    }

    public TempDirectory Directory { get; } = new();

    public string State => Directory.Combine("state");

    /// <summary>Gets the directory that applications are installed below.</summary>
    public string Root { get; }

    public IDeploySession Session { get; private set; } = null!;

    public TargetRunner Runner { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<RunnerTarget> CreateAsync(string shell)
    {
        var target = new RunnerTarget(shell);
        var options = new LocalDeployTargetOptions { StateDirectory = target.State, DestinationRoot = target.Root };
        options.Variables["TARGET_NAME"] = "it's one";
        target.Session = await new LocalDeployTarget("one", options, TimeProvider.System).OpenAsync(Cancel);
        target.Runner = await target.StartRunnerAsync();
        return target;
    }

    /// <summary>Starts another runner, as a host does after a restart.</summary>
    public Task<TargetRunner> StartRunnerAsync(params IReadOnlyList<string> variables) => StartRunnerAsync(TimeSpan.FromSeconds(20), variables);

    public Task<TargetRunner> StartRunnerAsync(TimeSpan patience, params IReadOnlyList<string> variables) =>
        TargetRunner.StartAsync(Session, TimeProvider.System, TargetShell.Words(_shell, Directory, variables), patience, Cancel);

    public string In(string path) => Path.Combine(Root, path);

    public string Archive(string deployment) => TargetPaths.Archive(State, Group, deployment);

    public string ReadLog(string deployment) => File.ReadAllText(Path.Combine(State, Group, deployment, "logs", "scripts.log"));

    public string Read(string path) => File.ReadAllText(In(path));

    public static TargetStep Step(string deployment, string lifecycleEvent, TargetWork work, string? id = null) => new()
    {
        Id = id ?? $"{deployment}-{lifecycleEvent}",
        Group = Group,
        DeploymentId = deployment,
        LifecycleEvent = lifecycleEvent,
        Environment = new Dictionary<string, string> { ["LIFECYCLE_EVENT"] = lifecycleEvent, ["DEPLOYMENT_ID"] = deployment },
        Work = work,
    };

    public static TargetStep HookStep(string deployment, params HookScript[] scripts) =>
        Step(deployment, "AfterInstall", new TargetWork.Hooks(deployment, scripts));

    public static HookScript Hook(string location, double seconds = 30, string? runAs = null) =>
        new(location, TimeSpan.FromSeconds(seconds), runAs);

    public Task<StepOutcome> RunAsync(TargetStep step, long epoch = Epoch, IProgress<string>? log = null) =>
        Runner.RunAsync(step, epoch, log, Cancel);

    public async Task<StepOutcome> DownloadAsync(string deployment, Bundle bundle, int maxRevisions = 5) =>
        await RunAsync(Step(deployment, "DownloadBundle", new TargetWork.Download(new PlainRevision(bundle.OpenAsync), maxRevisions)));

    /// <summary>Runs scripts of a revision that is downloaded first.</summary>
    public async Task<StepOutcome> HooksAsync(Bundle bundle, params HookScript[] scripts)
    {
        (await DownloadAsync("d-1", bundle)).Should().Be(StepOutcome.Success);
        return await RunAsync(HookStep("d-1", scripts));
    }

    /// <summary>Downloads and installs a revision of text files: paths in the revision to paths below the root.</summary>
    public async Task<StepOutcome> InstallAsync(
        string deployment, (string Source, string Destination)[] files, FileExistsBehavior behavior = FileExistsBehavior.Disallow, params InstallPermission[] permissions)
    {
        var bundle = files.Aggregate(new Bundle(), (b, f) => b.File(f.Source, $"{deployment}:{f.Source}"));
        (await DownloadAsync(deployment, bundle)).Should().Be(StepOutcome.Success);
        return await RunAsync(Step(deployment, "Install", new TargetWork.Install(Plan(files, behavior, permissions))));
    }

    public InstallPlan Plan((string Source, string Destination)[] files, FileExistsBehavior behavior, params InstallPermission[] permissions) => new()
    {
        Directories = [.. files.SelectMany(f => Ancestors(In(f.Destination))).Distinct().Order(StringComparer.Ordinal)],
        Files = [.. files.Select(f => new InstallFile(f.Source, In(f.Destination)))],
        Permissions = permissions,
        FileExists = behavior,
    };

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        EndStrays();
        Directory.Dispose();
    }

    // A step whose runner a test has killed leaves its script and its guard; what belongs to a step names its folder in the environment.
    private void EndStrays()
    {
        var cookie = System.Text.Encoding.UTF8.GetBytes($"FORGE_STEP={State}/");
        foreach (var process in System.Diagnostics.Process.GetProcesses())
        {
            using (process)
            {
                try
                {
                    if (File.ReadAllBytes($"/proc/{process.Id}/environ").AsSpan().IndexOf(cookie) >= 0)
                    {
                        process.Kill();
                    }
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or System.ComponentModel.Win32Exception)
                {
                    // It has ended by itself, or is none of ours.
                }
            }
        }
    }

    private static IEnumerable<string> Ancestors(string path)
    {
        for (var parent = TargetPaths.Parent(path); parent.Length > 0; parent = TargetPaths.Parent(parent))
        {
            yield return parent;
        }
    }
}
