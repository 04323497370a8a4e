using Forge.Build.Docker;
using Forge.Testing;
using Microsoft.Extensions.Logging;

namespace Forge.Build.Tests.Docker;

/// <summary>The firewall of an engine that does not answer.</summary>
public sealed class EngineFirewallTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly DockerBuildExecutorOptions _options;
    private readonly DockerConnection _docker;
    private readonly LoggedEvents _logger = new();

    public EngineFirewallTests()
    {
        _options = new DockerBuildExecutorOptions { Endpoint = new Uri($"unix://{_directory.Path}/docker.sock") };
        _docker = new DockerConnection(_options, TimeProvider.System);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _docker.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task ApplyAsync_Automatic_SaysOnceWhatDoesNotHold()
    {
        await using var firewall = Create();

        await firewall.ApplyAsync(Cancel);
        await firewall.ApplyAsync(Cancel);

        _logger.Ids.Should().Equal(2123);
    }

    [Fact]
    public async Task ApplyAsync_Required_RefusesEachTime()
    {
        _options.Firewall = FirewallPolicy.Required;
        await using var firewall = Create();

        for (var i = 0; i < 2; i++)
        {
            (await firewall.Invoking(wall => wall.ApplyAsync(Cancel)).Should().ThrowAsync<BuildExecutorException>())
                .Which.Message.Should().Contain("Firewall is Required").And.Contain("Unmanaged");
        }
    }

    [Theory]
    [InlineData(FirewallPolicy.Unmanaged, "")]
    [InlineData(FirewallPolicy.Automatic, "none")]
    [InlineData(FirewallPolicy.Automatic, "shared")]
    public async Task ApplyAsync_NotForgesAffair_DoesNothing(FirewallPolicy policy, string network)
    {
        (_options.Firewall, _options.Network) = (policy, network);
        await using var firewall = Create();

        await firewall.ApplyAsync(Cancel);

        _logger.Ids.Should().BeEmpty();
    }

    private EngineFirewall Create()
    {
        var definition = new ContainerDefinition(_options, "host/1-2", new EngineAbilities(_docker, _options, _logger), TimeProvider.System);
        return new EngineFirewall(new FirewallProgram(_docker, definition), _options, isLocal: true, TimeProvider.System, _logger);
    }

    private sealed class LoggedEvents : ILogger
    {
        public List<int> Ids { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Ids.Add(eventId.Id);
    }
}
