using System.Formats.Tar;
using System.Text;
using FluentAssertions;
using Forge.Build;
using Forge.Testing;
using Xunit;

namespace Forge.Conformance;

/// <summary>What every <see cref="IBuildExecutor"/> owes its callers. Each implementation derives one class.</summary>
/// <remarks>Its programs are the scripts of <see cref="BuildScripts"/>, run by <c>sh -c</c> in the environment's directory.</remarks>
public abstract partial class BuildExecutorConformanceTests
{
    private const int LargeInput = 1024 * 1024;
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;

    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(20);

    private readonly OutputRecorder _output = new();

    /// <summary>Gets the executor.</summary>
    protected abstract IBuildExecutor Executor { get; }

    /// <summary>Gets the executor of another host on the same machine: it can reopen what <see cref="Executor"/> made.</summary>
    protected abstract IBuildExecutor LaterExecutor { get; }

    /// <summary>Gets the image to use, or null.</summary>
    protected virtual ImageReference? Image => null;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Name_IsGiven() => Executor.Name.Should().NotBeNullOrWhiteSpace();

    [Fact]
    public async Task Open_GivesAnEmptyDirectory()
    {
        await using var environment = await OpenAsync();

        environment.Directory.Should().StartWith("/");
        (await environment.ListAsync("", Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task Put_ThenGet_KeepsContentLinksAndTheExecutableBit()
    {
        await using var environment = await OpenAsync();
        await PutAsync(environment, "deep/src", tar =>
        {
            AddFile(tar, "run.sh", "#!/bin/sh", Executable);
            AddFile(tar, "d/b.txt", "beta");
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "d/b.txt" });
        });

        var files = await environment.ListAsync("deep/src", Cancel);
        var entries = await GetAsync(environment, "deep/src", "run.sh", "link", "d/b.txt");

        files.Should().BeEquivalentTo(
            [
                new BuildFile { Path = "d/b.txt", Size = 4 },
                new BuildFile { Path = "link", Size = 0, LinkTarget = "d/b.txt" },
                new BuildFile { Path = "run.sh", Size = 9 },
            ],
            options => options.WithStrictOrdering());
        entries.Should().Equal(("run.sh", "#!/bin/sh", true), ("link", "-> d/b.txt", true), ("d/b.txt", "beta", false));
    }

    [Fact]
    public async Task Put_Twice_KeepsWhatWasThere()
    {
        await using var environment = await OpenAsync();
        await PutAsync(environment, "", tar => AddFile(tar, "a.txt", "alpha"));
        await PutAsync(environment, "", tar => AddFile(tar, "b.txt", "beta"));

        (await environment.ListAsync("", Cancel))!.Select(file => file.Path).Should().Equal("a.txt", "b.txt");
    }

    [Fact]
    public async Task Run_ProgramPrintsAndFails_GivesItsExitCodeAndBothStreams()
    {
        await using var environment = await OpenAsync();

        var result = await environment.RunAsync(Script(BuildScripts.PrintAndFail), _output, Cancel);

        result.Should().Be(new BuildCommandResult { ExitCode = 7 });
        _output.StandardOutput.Should().Be("out\n");
        _output.StandardError.Should().Be("err\n");
    }

    [Fact]
    public async Task Run_StandardInput_ArrivesWholeAndEnds()
    {
        await using var environment = await OpenAsync();

        var result = await environment.RunAsync(Script(BuildScripts.CountInput) with { StandardInput = new byte[LargeInput] }, _output, Cancel);

        result.ExitCode.Should().Be(0);
        _output.StandardOutput.Trim().Should().Be($"{LargeInput}");
    }

    [Fact]
    public async Task Run_ArgumentsWithShellSyntax_ArriveAsWritten()
    {
        const string Hostile = "$(id) `id` \"x\" 'y'\nsecond line; exit 3 \\ *";
        await using var environment = await OpenAsync();

        await environment.RunAsync(new BuildCommand { Arguments = ["sh", "-c", BuildScripts.PrintArgument, "sh", Hostile] }, _output, Cancel);

        _output.StandardOutput.Should().Be(Hostile);
    }

    [Fact]
    public async Task Run_BeginsInTheDirectoryWithTheFilesThatWerePut()
    {
        await using var environment = await OpenAsync();
        await PutAsync(environment, "", tar => AddFile(tar, "a.txt", "alpha"));

        await environment.RunAsync(Script(BuildScripts.ShowFile), _output, Cancel);

        _output.StandardOutput.Should().Be("alpha");
    }

    [Fact]
    public async Task Run_ProgramLeavesAProcessBehind_DoesNotWaitForIt()
    {
        await using var environment = await OpenAsync();

        var result = await environment.RunAsync(Script(BuildScripts.LeaveProcess), _output, Cancel).WaitAsync(Promptly, Cancel);

        result.ExitCode.Should().Be(0);
        _output.StandardOutput.Should().Be("left\n");
    }

    [Fact]
    public async Task Run_Cancelled_EndsTheProgramAtOnce()
    {
        await using var environment = await OpenAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var output = new StopAtOutput(stop);

        var running = environment.RunAsync(Script(BuildScripts.WriteAndWait), output, stop.Token);

        await running.Invoking(task => task.WaitAsync(Promptly, Cancel)).Should().ThrowAsync<OperationCanceledException>();
        (await environment.ListAsync("", Cancel))!.Select(file => file.Path).Should().Equal("log");
    }

    [Fact]
    public async Task Run_CancelledBefore_RunsNothing()
    {
        await using var environment = await OpenAsync();

        await environment.Invoking(e => e.RunAsync(Script(BuildScripts.WriteAndWait), _output, new CancellationToken(canceled: true)))
            .Should().ThrowAsync<OperationCanceledException>();

        (await environment.ListAsync("", Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task Read_WhileTheProgramRuns_SeesWhatItHasWritten()
    {
        await using var environment = await OpenAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var output = new SignalAtOutput();
        var running = environment.RunAsync(Script(BuildScripts.WriteAndWait), output, stop.Token);
        await output.Seen.WaitAsync(Promptly, Cancel);

        var whole = await ReadAsync(environment, "log", 0);
        var rest = await ReadAsync(environment, "log", 4);
        var beyond = await ReadAsync(environment, "log", 100);

        (whole, rest, beyond).Should().Be(("one\ntwo\n", "two\n", ""));
        await stop.CancelAsync();
        await running.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Read_MissingFile_IsNothing()
    {
        await using var environment = await OpenAsync();

        (await ReadAsync(environment, "no/such", 0)).Should().BeEmpty();
    }

    [Fact]
    public async Task Read_LinkThatLeadsOut_ShowsNothingOfTheMachine()
    {
        await using var environment = await OpenAsync();
        await PutAsync(environment, "", tar =>
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "users") { LinkName = "/etc/passwd" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "etc") { LinkName = "/etc" });
        });

        (await ReadAsync(environment, "users", 0)).Should().BeEmpty();
        (await ReadAsync(environment, "etc/passwd", 0)).Should().BeEmpty();
        (await environment.ListAsync("etc", Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task List_MissingDirectory_IsNull()
    {
        await using var environment = await OpenAsync();

        (await environment.ListAsync("missing", Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task List_OrdersOrdinally()
    {
        await using var environment = await OpenAsync();
        await PutAsync(environment, "", tar =>
        {
            foreach (var name in new[] { "b", "a/z", "a.txt", "B", ".hidden", "a0" })
            {
                AddFile(tar, name, "");
            }
        });

        (await environment.ListAsync("", Cancel))!.Select(file => file.Path).Should().Equal(".hidden", "B", "a.txt", "a/z", "a0", "b");
    }

    [Fact]
    public async Task List_EndsWhatTheProgramLeftBehind()
    {
        await using var environment = await OpenAsync();
        await environment.RunAsync(Script(BuildScripts.LeaveWriter), _output, Cancel);

        var first = (await environment.ListAsync("", Cancel))!.Single().Size;
        var second = (await environment.ListAsync("", Cancel))!.Single().Size;

        second.Should().Be(first);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/etc")]
    public async Task Paths_ThatLeadOut_AreRefused(string path)
    {
        await using var environment = await OpenAsync();

        await environment.Invoking(e => e.ListAsync(path, Cancel)).Should().ThrowAsync<BuildExecutorException>();
        await environment.Invoking(e => PutAsync(e, path, tar => AddFile(tar, "f", ""))).Should().ThrowAsync<BuildExecutorException>();
    }

    [Fact]
    public async Task Environments_OfTwoBuilds_DoNotSeeEachOther()
    {
        await using var one = await OpenAsync();
        await using var other = await OpenAsync();
        await PutAsync(one, "", tar => AddFile(tar, "mine", ""));

        (await other.ListAsync("", Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task Dispose_FreesTheId()
    {
        var id = NewId();
        var first = await OpenAsync(id);
        await PutAsync(first, "", tar => AddFile(tar, "old", ""));
        await first.RunAsync(Script(BuildScripts.LeaveProcess), _output, Cancel);

        await first.DisposeAsync();
        await using var second = await OpenAsync(id);

        (await second.ListAsync("", Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task Open_TheSameIdTwice_IsRefusedAndHarmsNothing()
    {
        var id = NewId();
        await using var first = await OpenAsync(id);
        await PutAsync(first, "", tar => AddFile(tar, "a.txt", "alpha"));

        var second = () => OpenAsync(id);

        (await second.Should().ThrowAsync<BuildExecutorException>()).Which.Executor.Should().Be(Executor.Name);
        await first.RunAsync(Script(BuildScripts.ShowFile), _output, Cancel);
        _output.StandardOutput.Should().Be("alpha");
    }

    [Fact]
    public async Task Open_Cancelled_LeavesNothing()
    {
        var id = NewId();
        var opening = () => Executor.OpenAsync(SpecOf(id), new CancellationToken(canceled: true));

        await opening.Should().ThrowAsync<OperationCanceledException>();

        await using var environment = await OpenAsync(id);
        (await environment.ListAsync("", Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task Put_WhileTheProgramRuns_ReachesIt()
    {
        await using var environment = await OpenAsync();
        var output = new SignalAtOutput();
        var running = environment.RunAsync(Script(BuildScripts.PrintUntilStopped), output, Cancel);
        await output.Seen.WaitAsync(Promptly, Cancel);

        await PutAsync(environment, "", tar => AddFile(tar, "stop", ""));

        (await running.WaitAsync(Promptly, Cancel)).ExitCode.Should().Be(5);
    }

    [Fact]
    public async Task Run_Twice_RunsBothInTheSameDirectory()
    {
        await using var environment = await OpenAsync();
        await PutAsync(environment, "", tar => AddFile(tar, "a.txt", "alpha"));

        var first = await environment.RunAsync(Script(BuildScripts.PrintAndFail), _output, Cancel);
        var second = await environment.RunAsync(Script(BuildScripts.ShowFile), _output, Cancel);

        (first.ExitCode, second.ExitCode).Should().Be((7, 0));
        _output.StandardOutput.Should().Be("out\nalpha");
    }

    private static string NewId() => $"conformance-{Guid.NewGuid():N}";

    private static BuildCommand Script(string script) => new() { Arguments = ["sh", "-c", script] };

    private static async Task PutAsync(IBuildEnvironment environment, string path, Action<TarWriter> fill)
    {
        using var packed = new MemoryStream();
        await using (var tar = new TarWriter(packed, TarEntryFormat.Pax, leaveOpen: true))
        {
            fill(tar);
        }

        packed.Position = 0;
        await environment.PutAsync(path, packed, Cancel);
    }

    private static void AddFile(TarWriter tar, string name, string content, UnixFileMode mode = (UnixFileMode)0b110_100_100) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = mode, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });

    private static async Task<IReadOnlyList<(string Name, string Content, bool IsExecutable)>> GetAsync(IBuildEnvironment environment, string path, params string[] files)
    {
        await using var stream = await environment.GetAsync(path, files, Cancel);
        await using var tar = new TarReader(stream);
        var entries = new List<(string, string, bool)>();
        while (await tar.GetNextEntryAsync(copyData: true, Cancel) is { } entry)
        {
            using var content = new StreamReader(entry.DataStream ?? Stream.Null);
            var text = entry.EntryType is TarEntryType.SymbolicLink ? $"-> {entry.LinkName}" : await content.ReadToEndAsync(Cancel);
            entries.Add((entry.Name, text, entry.Mode.HasFlag(UnixFileMode.UserExecute)));
        }

        return entries;
    }

    private static async Task<string> ReadAsync(IBuildEnvironment environment, string path, long offset)
    {
        var buffer = new byte[64];
        return Encoding.UTF8.GetString(buffer, 0, await environment.ReadAsync(path, offset, buffer, Cancel));
    }

    private BuildEnvironmentSpec SpecOf(string id) => new() { BuildId = id, Project = "conformance", Image = Image };

    private Task<IBuildEnvironment> OpenAsync(string? id = null) => Executor.OpenAsync(SpecOf(id ?? NewId()), Cancel);

    // As a host leaves a build that dies: nobody disposes the environment, nobody waits for the program.
    private async Task<IBuildEnvironment> StartAsync(string id, string script)
    {
        var environment = await OpenAsync(id);
        var output = new SignalAtOutput();
        _ = environment.RunAsync(Script(script), output, CancellationToken.None).ContinueWith(_ => { }, TaskScheduler.Default);
        await output.Seen.WaitAsync(Promptly, Cancel);
        return environment;
    }

    private sealed class StopAtOutput(CancellationTokenSource stop) : IBuildOutput
    {
        public void OnStandardOutput(ReadOnlySpan<byte> bytes) => stop.CancelAfter(TimeSpan.Zero);

        public void OnStandardError(ReadOnlySpan<byte> bytes)
        {
        }
    }

    private sealed class SignalAtOutput : IBuildOutput
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => _seen.Task;

        public void OnStandardOutput(ReadOnlySpan<byte> bytes) => _seen.TrySetResult();

        public void OnStandardError(ReadOnlySpan<byte> bytes)
        {
        }
    }
}
