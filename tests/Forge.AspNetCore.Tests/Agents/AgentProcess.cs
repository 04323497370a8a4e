using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Forge.AspNetCore.Tests.Agents;

/// <summary>This executable as another process, which can be killed.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    public const string Command = "agent";

    private readonly Process _process;

    private AgentProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts an agent.</summary>
    public static AgentProcess StartAgent(Uri server, string registration) => Start(Command, server.AbsoluteUri, registration);

    /// <summary>Starts this executable.</summary>
    public static AgentProcess Start(params string[] arguments) => new(Process.Start(new ProcessStartInfo("dotnet", [typeof(AgentProcess).Assembly.Location, .. arguments])
    {
        RedirectStandardOutput = true,
    })!);

    /// <summary>The agent's side.</summary>
    public static async Task<int> RunAsync(string server, string registration)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddForgeAgent(options =>
        {
            options.Server = new Uri(server);
            options.RegistrationPath = registration;
            options.AllowPlainLoopback = true;
            options.FirstBackOff = TimeSpan.FromMilliseconds(50);
            options.LongestBackOff = TimeSpan.FromMilliseconds(500);
        });
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine("started");
        await host.WaitForShutdownAsync();
        return 0;
    }

    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken) => await _process.StandardOutput.ReadLineAsync(cancellationToken);

    /// <summary>Waits for its end, as long as may be.</summary>
    /// <returns>Whether it ended by itself and all was well.</returns>
    public async Task<bool> EndsAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        until.CancelAfter(most);
        try
        {
            await _process.WaitForExitAsync(until.Token);
            return _process.ExitCode == 0;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Kills it with SIGKILL: only the process itself, and nothing that it has started.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
