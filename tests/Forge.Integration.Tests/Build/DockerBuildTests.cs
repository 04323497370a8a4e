using Forge.Build;
using Forge.Testing;

namespace Forge.Integration.Tests.Build;

public sealed class DockerBuildTests(DockerDaemon daemon) : IDisposable
{
    private const string Canary = "canary-7d1f0b3e";

    private readonly DockerBuildHost _host = new(daemon);

    public static TheoryData<string> Images => [DockerDaemon.BuildImage, DockerDaemon.BusyboxImage];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Theory]
    [MemberData(nameof(Images))]
    public async Task RunAsync_Build_RunsAsRootInAContainer(string image)
    {
        var result = await _host.RunAsync(
            """
            env: {variables: {A: a}}
            phases:
              pre_build: {commands: [X=1, 'id -u; echo $HOME $CODEBUILD_SRC_DIR $CODEBUILD_BUILD_IMAGE']}
              build: {commands: ['echo $A$X; pwd', 'mkdir out; echo made >out/a.txt']}
            artifacts: {files: ['**/*'], base-directory: out, name: '$A.zip'}
            """,
            request => request with { Image = ImageReference.Parse(image), BuildId = "docker-1" });

        result.Status.Should().Be(BuildStatus.Succeeded);
        _host.Output.Should().Equal("0", $"/root /codebuild/output/src {image}", "a1", "/codebuild/output/src");
        result.Artifact!.Key.Value.Should().Be("shop/docker-1/a.zip");
        result.Image!.Value.Value.Should().Be($"{image}@{Docker("image", "inspect", "--format", "{{.Id}}", image)}");
        await AssertNothingIsLeftAsync("docker-1");
    }

    [Fact]
    public async Task RunAsync_ImageIsMissing_FailsAndSaysWhatToDo()
    {
        var result = await _host.RunAsync("phases: {}", request => request with { Image = ImageReference.Parse("no/such:image"), BuildId = "docker-2" });

        result.Status.Should().Be(BuildStatus.Failed);
        result.Phases[2].Message.Should().Be("The image 'no/such:image' is not on the engine's machine. Run 'docker pull no/such:image' there, let PullPolicy fetch it, or name another image.");
        await AssertNothingIsLeftAsync("docker-2");
    }

    [Fact]
    public async Task RunAsync_Cancelled_LeavesNothing()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        _host.Reported = line =>
        {
            if (line == "begun")
            {
                stop.CancelAfter(TimeSpan.Zero);
            }
        };

        var running = () => _host.RunAsync("phases: {build: {commands: [echo begun, sleep 600]}}", request => request with { BuildId = "docker-3" }, stop.Token);

        await running.Should().ThrowAsync<OperationCanceledException>();
        await AssertNothingIsLeftAsync("docker-3");
    }

    [Fact]
    public async Task RunAsync_Secrets_AreInNoContainerDefinition()
    {
        var definition = "";
        _host.Reported = line =>
        {
            if (line == "look")
            {
                definition = Docker("inspect", Container("docker-4"));
            }
        };

        await _host.RunAsync(
            $"phases: {{build: {{commands: ['test \"$S\" = {Canary} && echo look', 'sleep 0.5; echo $S']}}}}",
            request => request with { BuildId = "docker-4", Secrets = new Dictionary<string, SecretValue> { ["S"] = new(Canary) } });

        definition.Should().Contain("forge.build").And.NotContain(Canary);
        _host.Output.Should().Equal("look", "***");
    }

    [Fact]
    public async Task RunAsync_Container_HasFewRights()
    {
        await _host.RunAsync("phases: {build: {commands: ['grep -E \"^(CapBnd|NoNewPrivs|Seccomp):\" /proc/self/status | tr -s \"\\t\" \" \"']}}");

        // CHOWN, DAC_OVERRIDE, FOWNER, KILL, SETGID and SETUID.
        _host.Output.Should().Contain(["CapBnd: 00000000000000eb", "NoNewPrivs: 1", "Seccomp: 2"]);
    }

    [Fact]
    public async Task RunAsync_HostileBuild_SeesNothingOfTheMachine()
    {
        var secret = Path.Combine(_host.Source, "..", "host-only");
        await File.WriteAllTextAsync(secret, Canary, Cancel);

        var result = await _host.RunAsync(
            $"phases: {{build: {{commands: ['rm ../runner/output; ln -s {Path.GetFullPath(secret)} ../runner/output', 'ln -s {Path.GetFullPath(secret)} stolen; rm -rf ../runner/expanded; ln -s {Path.GetFullPath(secret)} ../runner/expanded']}}}}\nartifacts: {{files: ['**/*'], name: '$A'}}");

        _host.Output.Should().NotContain(line => line.Contains(Canary, StringComparison.Ordinal));
        result.Artifact?.Size.Should().BeLessThan(1000);
        (await File.ReadAllTextAsync(secret, Cancel)).Should().StartWith(Canary);
    }

    [Fact]
    public async Task RunAsync_MoreProcessorsThanTheMachineHas_GetsThoseAndIsTold()
    {
        var lines = new List<string>();
        _host.Reported = lines.Add;

        var result = await _host.RunAsync("phases: {build: {commands: [echo built]}}", request => request with { Limits = new ResourceLimits { Processors = 1000 } });

        result.Status.Should().Be(BuildStatus.Succeeded);
        lines.Should().ContainSingle(line => line.EndsWith($"Warning: the build asks for 1000 processors and gets {Environment.ProcessorCount}: the engine's machine has no more", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_ContainerIsKilled_FailsTheBuild()
    {
        _host.Reported = line =>
        {
            if (line == "begun")
            {
                Docker("kill", Container("docker-5"));
            }
        };

        var result = await _host.RunAsync("phases: {build: {commands: [echo begun, sleep 600]}}", request => request with { BuildId = "docker-5" });

        result.Status.Should().Be(BuildStatus.Failed);
        result.Phases.Single(phase => phase.Phase == BuildPhase.Build).Message.Should().StartWith("Build container found dead");
        await AssertNothingIsLeftAsync("docker-5");
    }

    [Fact]
    public async Task OpenAsync_LeftoverOfACrashedHost_IsRemoved()
    {
        var name = "forge-leftover-" + Guid.NewGuid().ToString("N");
        Docker(
            "create", "--name", name, "--label", $"forge.owner={Environment.MachineName}/1-999999999", "--label", $"forge.work={_host.WorkDirectory}", DockerDaemon.BusyboxImage, "true");
        Docker("network", "create", "--label", $"forge.owner={Environment.MachineName}/1-999999999", "--label", $"forge.work={_host.WorkDirectory}", name);
        _host.Write($"containers/{name}/owner", "1-999999999");

        await _host.RunAsync("phases: {}");

        Docker("ps", "-a", "--filter", $"name={name}", "--format", "{{.Names}}").Should().BeEmpty();
        Docker("network", "ls", "--filter", $"name={name}", "--format", "{{.Name}}").Should().BeEmpty();
        Directory.Exists(Path.Combine(_host.WorkDirectory, "containers", name)).Should().BeFalse();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-2, false)]
    public async Task OpenAsync_BuildOfACrashedHost_IsKeptUntilNobodyWillReopenIt(int days, bool isKept)
    {
        var name = "forge-reopenable-" + Guid.NewGuid().ToString("N");
        Docker("create", "--name", name, "--label", $"forge.owner={Environment.MachineName}/1-999999999", "--label", $"forge.work={_host.WorkDirectory}", DockerDaemon.BusyboxImage, "true");
        _host.Write($"containers/{name}/owner", "1-999999999");
        _host.Write("builds/lost/container", name);
        _host.Write("builds/lost/owner", "1-999999999");
        File.SetLastWriteTimeUtc(Path.Combine(_host.WorkDirectory, "builds/lost/owner"), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(days));

        await _host.RunAsync("phases: {}");

        await using var environment = await _host.LaterExecutor.ReopenAsync("lost", Cancel);
        (environment is not null).Should().Be(isKept);
        (Docker("ps", "-a", "--filter", $"name={name}", "--format", "{{.Names}}").Length > 0).Should().Be(isKept);
    }

    // What a build left is removed behind its back.
    private Task AssertNothingIsLeftAsync(string buildId) => Eventually.BeTrueAsync(
        () => Docker("ps", "-a", "--filter", $"label=forge.build={buildId}", "--format", "{{.Names}}").Length == 0 && !_host.Leftovers.Any(), Cancel);

    private string Container(string buildId) => Docker("ps", "-q", "--filter", $"label=forge.build={buildId}");

    private string Docker(params string[] arguments) => DockerCommand.Run(daemon, arguments);
}
