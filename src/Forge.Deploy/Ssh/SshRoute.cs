using Renci.SshNet;
using Renci.SshNet.Common;

namespace Forge.Deploy.Ssh;

/// <summary>A connection to a host with those that it leads through.</summary>
internal sealed class SshRoute : IDisposable
{
    private readonly Stack<IDisposable> _parts = new();

    /// <summary>Gets the connection to the last host.</summary>
    public SshClient Client { get; private set; } = null!;

    /// <summary>Goes one host further.</summary>
    public void Add(SshClient client)
    {
        Client = client;
        _parts.Push(client);
    }

    /// <summary>Opens a way from the last host to the next one.</summary>
    /// <returns>A port on this machine's loopback that leads there.</returns>
    public int Forward(string host, int port)
    {
        var forwarded = new ForwardedPortLocal("127.0.0.1", host, (uint)port);
        _parts.Push(forwarded);
        Client.AddForwardedPort(forwarded);
        forwarded.Start();
        return (int)forwarded.BoundPort;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_parts.TryPop(out var part))
        {
            try
            {
                part.Dispose();
            }
            catch (Exception e) when (e is SshException or ObjectDisposedException or InvalidOperationException)
            {
                // The connection was gone already.
            }
        }
    }
}
