using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Forge.Testing;

/// <summary>A real Prometheus on loopback that scrapes one target ten times a second. Needs the package prometheus.</summary>
public sealed class PrometheusServer : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();
    private Process? _process;

    /// <summary>Gets what is scraped: its answer's body is the metrics.</summary>
    public HttpAnswer Target { get; } = new();

    /// <summary>Gets where it listens.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1:1/");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Target.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>Starts it, unless it runs.</summary>
    public async Task StartAsync()
    {
        if (_process is not null)
        {
            return;
        }

        using (var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndPoint!).Port}/");
        }

        var configuration = _directory.Combine("prometheus.yml");
        await File.WriteAllTextAsync(
            configuration,
            $"global: {{scrape_interval: 100ms, scrape_timeout: 100ms}}\nscrape_configs: [{{job_name: shop, static_configs: [{{targets: ['{Target.Url.Authority}']}}]}}]\n");
        _process = Process.Start(new ProcessStartInfo(
            "prometheus", [$"--config.file={configuration}", $"--storage.tsdb.path={_directory.Combine("data")}", $"--web.listen-address={Url.Authority}", "--log.level=error"]))!;
        using var client = new HttpClient();
        await Eventually.BeTrueAsync(async () => await AnswersAsync(client), TestContext.Current.CancellationToken);
    }

    /// <summary>Ends it.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private async Task<bool> AnswersAsync(HttpClient client)
    {
        try
        {
            return (await client.GetAsync(new Uri(Url, "-/ready"))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
