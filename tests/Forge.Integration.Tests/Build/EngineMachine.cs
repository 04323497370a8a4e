using Forge.Testing;

namespace Forge.Integration.Tests.Build;

/// <summary>Gives the machine of an engine, which has a network of its own, an address and a web server at some ports.</summary>
internal sealed class EngineMachine : IDisposable
{
    public const int Port = 5001;
    public const string Page = "page";

    private readonly DockerDaemon _daemon;
    private readonly string _address;
    private readonly string _server;

    public EngineMachine(BridgedDockerDaemon daemon, string address, params int[] ports)
    {
        (_daemon, _address) = (daemon, address);
        Address("add");
        var servers = string.Concat(ports.Append(Port).Select(port => $"httpd -p {port} -h /w; "));
        _server = DockerCommand.Run(
            daemon, "run", "--detach", "--network", "host", DockerDaemon.BusyboxImage, "sh", "-c", $"mkdir /w; echo {Page} >/w/index.html; {servers} echo serving; exec sleep 600");
        while (DockerCommand.Run(daemon, "logs", _server) != "serving")
        {
            Thread.Yield();
        }
    }

    public void Dispose()
    {
        DockerCommand.Run(_daemon, "rm", "--force", _server);
        Address("del");
    }

    private void Address(string verb) => DockerCommand.Run(
        _daemon, "run", "--rm", "--network", "host", "--cap-add", "NET_ADMIN", DockerDaemon.BusyboxImage, "ip", "addr", verb, $"{_address}/32", "dev", "lo");
}
