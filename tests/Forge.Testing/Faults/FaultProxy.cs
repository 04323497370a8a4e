using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Forge.Testing.Faults;

/// <summary>Stands between a client and an HTTP server on loopback and does things wrong, as it is told for each request.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly Uri _upstream;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = [];
    private readonly SemaphoreSlim _one = new(initialCount: 1);
    private readonly TcpListener _listener;
    private readonly Task _accepting;
    private int _requests;

    private FaultProxy(Uri upstream)
    {
        _upstream = upstream;
        _listener = new TcpListener(IPAddress.Loopback, port: 0);
        _listener.Start();
        Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>Gets the address for the client.</summary>
    public Uri Endpoint { get; }

    /// <summary>Gets or sets what goes wrong with a request; null or a null answer: nothing. Asked once for each request.</summary>
    public Func<ProxiedRequest, Fault?>? Faults { get; set; }

    /// <summary>Gets or sets how to look for what a target names, without credentials: for <see cref="FaultKind.HeedCondition"/>.</summary>
    public Func<string, Uri>? Look { get; set; }

    /// <summary>Gets or sets whether nobody is there: every connection is broken.</summary>
    public bool IsDown { get; set; }

    /// <summary>Gets the requests that have come.</summary>
    public ConcurrentQueue<ProxiedRequest> Requests { get; } = [];

    /// <summary>Starts a proxy.</summary>
    /// <param name="upstream">The server.</param>
    public static FaultProxy Start(Uri upstream) => new(upstream);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _one.Dispose();
        _stop.Dispose();
    }

    internal async Task<HttpMessage> OneByOneAsync(Func<Task<HttpMessage>> ask, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await ask();
        }
        finally
        {
            _one.Release();
        }
    }

    internal Fault? Decide(string method, string target, HttpMessage message)
    {
        var headers = message.Headers.GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Select(one => one.Value)), StringComparer.OrdinalIgnoreCase);
        var request = new ProxiedRequest(method, target, Interlocked.Increment(ref _requests) - 1, headers);
        Requests.Enqueue(request);
        return Faults?.Invoke(request);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var connection = Task.Run(() => ServeAsync(client));
                _connections[connection] = true;
                _ = connection.ContinueWith(done => _connections.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = new FaultConnection(this, client, _upstream);
        try
        {
            while (await connection.ServeOneAsync(_stop.Token))
            {
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // One of the sides has gone.
        }
    }
}
