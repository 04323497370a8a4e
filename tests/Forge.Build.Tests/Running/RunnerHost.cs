using System.Text;
using Forge.Build.Conformance;
using Forge.Build.HostProcesses;
using Forge.Build.Output;
using Forge.Build.Packaging;
using Forge.Build.Planning;
using Forge.Build.Running;
using Forge.Build.Specs;
using Forge.Build.Tests.Output;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Forge.Build.Tests.Running;

/// <summary>One build of the real runner as processes, without the engine around it.</summary>
internal sealed class RunnerHost : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly ProcessBuildExecutor _executor;
    private readonly string _id = $"b-{Guid.NewGuid():N}";
    private IBuildEnvironment? _environment;
    private readonly List<RecordedLog> _earlierLogs = [];
    private RecordedLog _log;

    /// <summary>Makes a host whose sh is dash, bash or busybox; programs of <see cref="Bin"/> come first.</summary>
    public RunnerHost(string shell = "dash")
    {
        // Users without rights come through here.
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_001_001);
        File.CreateSymbolicLink(Path.Combine(_directory.MakeDirectory("bin"), "sh"), $"/bin/{shell}");
        _executor = CreateExecutor();
        _log = new RecordedLog();
    }

    public string Bin => _directory.Combine("bin");

    public BuildLogRecorder Log { get; private set; } = new();

    public BuildLog BuildLog => _log.Log;

    public IBuildEnvironment Environment => _environment!;

    public BuildPlan Plan { get; private set; } = null!;

    public CacheStore? Cache { get; init; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Prepares a build; the source holds d/b.txt.</summary>
    public async Task OpenAsync(string yaml, Func<BuildFacts, BuildFacts>? change = null, IEnumerable<KeyValuePair<string, string>>? files = null)
    {
        _environment = await _executor.OpenAsync(new BuildEnvironmentSpec { BuildId = _id, Project = "shop" }, Cancel);
        var facts = new BuildFacts
        {
            BuildId = _id,
            Number = 1,
            StartedAt = DateTimeOffset.UnixEpoch,
            SourceDirectory = $"{_environment.Directory}/src",
            HasCache = Cache is not null,
        };
        var spec = BuildSpecReader.Read("buildspec.yml", Encoding.UTF8.GetBytes($"version: 0.2\n{yaml}"), out var problems);
        Plan = BuildPlanner.Plan(
            spec ?? throw new InvalidOperationException(string.Join('\n', problems)),
            BuildDefinitionPlanner.Plan(new BuildProject { Name = "shop" }, new BuildRequest { Project = "shop" }),
            change?.Invoke(facts) ?? facts);
        var source = Path.Combine(_environment.Directory, "src");
        foreach (var (path, content) in files ?? [new("d/b.txt", "beta\n")])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(source, path))!);
            await File.WriteAllTextAsync(Path.Combine(source, path), content, Cancel);
        }

        using var runner = RunnerFiles.Pack(Plan, _environment.Directory, DateTimeOffset.UnixEpoch);
        await _environment.PutAsync(RunnerFiles.RunnerDirectory, runner, Cancel);
    }

    /// <summary>Makes a session that was not started yet.</summary>
    public RunnerSession CreateSession()
    {
        var transfer = Plan.Cache is null ? null : new CacheTransfer(Environment, Cache!, BuildLog, Plan.Cache, Plan.SourceDirectory);
        Transfer = transfer;
        return new RunnerSession(Environment, BuildLog, transfer, TimeSpan.FromMilliseconds(20), TimeProvider.System);
    }

    public CacheTransfer? Transfer { get; private set; }

    public ReadOnlyMemory<byte> StandardInput => RunnerFiles.EnvironmentText(Plan, Environment.Directory);

    /// <summary>Runs a build to its end.</summary>
    public async Task<IReadOnlyList<RunnerEvent>> RunAsync(string yaml, Func<BuildFacts, BuildFacts>? change = null, IEnumerable<KeyValuePair<string, string>>? files = null)
    {
        await OpenAsync(yaml, change, files);
        var session = CreateSession();
        session.Start(StandardInput, Cancel);
        return await ReadAsync(session);
    }

    /// <summary>Reads the events of a session to their end.</summary>
    public async Task<IReadOnlyList<RunnerEvent>> ReadAsync(RunnerSession session)
    {
        var events = new List<RunnerEvent>();
        await foreach (var next in session.ReadAsync(Cancel))
        {
            events.Add(next);
        }

        await session.Result;
        BuildLog.EndOutput();
        await _log.ReportAsync(Log);
        session.Errors.Should().BeEmpty();
        return events;
    }

    /// <summary>Gives the recorder the lines that it has not got yet.</summary>
    public Task RecordLogAsync() => _log.ReportAsync(Log);

    /// <summary>Lets go of the build as a host does that ends, and takes it up as the next one.</summary>
    public async Task ReopenAsync()
    {
        await Environment.DetachAsync(TestContext.Current.CancellationToken);
        _executor.Dispose();
        _environment = await CreateExecutor().ReopenAsync(_id, Cancel);
    }

    /// <summary>Begins a new log, as the next host does.</summary>
    public BuildLogRecorder BeginLog()
    {
        _earlierLogs.Add(_log);
        _log = new RecordedLog();
        return Log = new BuildLogRecorder();
    }

    public async ValueTask DisposeAsync()
    {
        if (_environment is not null)
        {
            await _environment.DisposeAsync();
        }

        _executor.Dispose();
        foreach (var log in _earlierLogs.Append(_log))
        {
            await log.DisposeAsync();
        }

        _directory.Dispose();
    }

    private ProcessBuildExecutor CreateExecutor()
    {
        var options = new ProcessBuildExecutorOptions { WorkDirectory = _directory.Combine("builds") };
        options.Environment["PATH"] = $"{Bin}:{System.Environment.GetEnvironmentVariable("PATH")}";
        options.Environment["HOME"] = _directory.MakeDirectory("home");
        return new ProcessBuildExecutor(Options.Create(options), TimeProvider.System, NullLogger<ProcessBuildExecutor>.Instance);
    }
}
