namespace Forge.Build.Tests.Engine;

public sealed class BuildEngineTests : IDisposable
{
    private readonly BuildHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task RunAsync_OneCommand_EntersAllPhasesAndSucceeds()
    {
        var result = await _host.RunAsync("version: 0.2\nphases: {build: {commands: [echo hi]}}");

        Console.WriteLine(_host.Log.Text);
        result.Status.Should().Be(BuildStatus.Succeeded);
    }
}
