using Forge.Build;
using Forge.Testing;

namespace Forge.Integration.Tests.Build;

/// <summary>A hostile build tries to get out of its container.</summary>
public sealed class DockerEscapeTests(DockerDaemon daemon) : IDisposable
{
    private const int FewestProbes = 25;
    private const string Probes = "escape-probes.sh";

    private readonly DockerBuildHost _host = new(daemon);

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Build_TriesToGetOut_IsRefusedEverything()
    {
        File.Copy(Path.Combine(Repository.Root, "eng/build-image", Probes), Path.Combine(_host.Source, Probes));

        var result = await _host.RunAsync($"phases: {{build: {{commands: [bash {Probes}]}}}}", request => request with { Limits = new ResourceLimits { Processes = 200 } });

        result.Status.Should().Be(BuildStatus.Succeeded);
        _host.Output.Should().HaveCountGreaterThan(FewestProbes).And.OnlyContain(line => line.EndsWith(": refused"));
    }
}
