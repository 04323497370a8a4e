using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Forge.Testing;

/// <summary>A web server on loopback that gives one answer to every question.</summary>
public sealed class HttpAnswer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private readonly ConcurrentQueue<(IReadOnlyDictionary<string, string> Headers, byte[] Body)> _received = new();
    private int _questions;

    /// <summary>Initializes a new instance of the <see cref="HttpAnswer"/> class, which listens.</summary>
    public HttpAnswer()
    {
        using (var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndPoint!).Port}/");
        }

        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Gets where it listens.</summary>
    public Uri Url { get; }

    /// <summary>Gets or sets the status of the next answers.</summary>
    public int Status { get; set; } = 200;

    /// <summary>Gets or sets the body of the next answers.</summary>
    public string Body { get; set; } = "";

    /// <summary>Gets or sets the header Retry-After of the next answers; empty for none.</summary>
    public string RetryAfter { get; set; } = "";

    /// <summary>Gets what was asked: the headers and the body, in order.</summary>
    public IReadOnlyList<(IReadOnlyDictionary<string, string> Headers, byte[] Body)> Received => [.. _received];

    /// <summary>Gets how many questions there were.</summary>
    public int Questions => _questions;

    /// <summary>Stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        try
        {
            await _serving.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            // A listener that is closed just when it is asked for the next question may forget to say so.
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                var headers = context.Request.Headers;
                _received.Enqueue((headers.AllKeys.ToDictionary(key => key!, key => headers[key]!, StringComparer.OrdinalIgnoreCase), body.ToArray()));
                Interlocked.Increment(ref _questions);
                context.Response.StatusCode = Status;
                if (RetryAfter.Length > 0)
                {
                    context.Response.Headers["Retry-After"] = RetryAfter;
                }

                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(Body));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // It was closed.
        }
    }
}
