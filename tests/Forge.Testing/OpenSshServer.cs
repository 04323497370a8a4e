using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Forge.Testing;

/// <summary>A real sshd on loopback, with keys and a port of its own. The current account logs in, with the client key only.</summary>
/// <remarks>Use it as a class or assembly fixture, or start several in a test. Needs openssh-server and openssh-client.</remarks>
public sealed class OpenSshServer : IAsyncLifetime
{
    private const string Script = "eng/ssh-server";

    private readonly TempDirectory _directory = new();

    /// <summary>Gets the address.</summary>
    public string Host { get; } = "127.0.0.1";

    /// <summary>Gets the port. It stays the same when the server is stopped and started again.</summary>
    public int Port { get; private set; }

    /// <summary>Gets the account that logs in.</summary>
    public string User { get; } = Environment.UserName;

    /// <summary>Gets the client's private key, without a passphrase.</summary>
    public string PrivateKeyPath => _directory.Combine("client_key");

    /// <summary>Gets a known_hosts file with the first host key. It does not follow a change of the key.</summary>
    public string KnownHostsPath => _directory.Combine("first_known_hosts");

    /// <summary>Gets the fingerprint of the host key in use, as in <c>SHA256:…</c> without padding.</summary>
    public string HostKeyFingerprint { get; private set; } = "";

    /// <summary>Gets the file that the server logs to.</summary>
    public string LogPath => _directory.Combine("log");

    /// <summary>Gets the lines that come first in the server's configuration, and so win. What they name lies in <see cref="Directory"/>.</summary>
    public IList<string> Configuration { get; } = [];

    /// <summary>Gets the directory of its keys: <c>host_key</c>, <c>client_key</c>.</summary>
    public string Directory => _directory.Path;

    /// <summary>Gets how many connections are open.</summary>
    public int ConnectionCount => Connections().Count;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        File.Copy(_directory.Combine("known_hosts"), KnownHostsPath);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _directory.Dispose();
    }

    /// <summary>Starts the server again on its port, after <see cref="StopAsync"/>.</summary>
    public async Task StartAsync()
    {
        var port = await RunScriptAsync(Port == 0 ? ["start", _directory.Path] : ["start", _directory.Path, $"{Port}"]);
        Port = int.Parse(port, CultureInfo.InvariantCulture);
        HostKeyFingerprint = (await File.ReadAllTextAsync(_directory.Combine("fingerprint"))).Trim();
    }

    /// <summary>Ends the server and its connections, as when a machine goes down: nobody answers at the port.</summary>
    /// <remarks>What commands have detached goes on.</remarks>
    public Task StopAsync() => RunScriptAsync("stop", _directory.Path);

    /// <summary>Restarts the server with another host key, as when somebody else has taken the address.</summary>
    public async Task ChangeHostKeyAsync()
    {
        await StopAsync();
        File.Delete(_directory.Combine("host_key"));
        File.Delete(_directory.Combine("host_key.pub"));
        await StartAsync();
    }

    /// <summary>Kills every open connection, as when the network fails: the clients see the end of the stream, the server goes on.</summary>
    /// <returns>How many connections there were.</returns>
    public int DropConnections()
    {
        var connections = Connections();
        foreach (var id in connections)
        {
            Kill(id);
        }

        return connections.Count;
    }

    // sshd has a child for each connection.
    private List<int> Connections()
    {
        if (!File.Exists(_directory.Combine("pid")))
        {
            return [];
        }

        var server = File.ReadAllText(_directory.Combine("pid")).Trim();
        return [.. File.ReadAllText($"/proc/{server}/task/{server}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has just ended by itself.
        }
    }

    /// <summary>Freezes the server and its connections, as when a machine hangs: the kernel accepts, and nobody answers.</summary>
    public void Freeze() => Signal("-STOP");

    /// <summary>Lets a frozen server go on.</summary>
    public void Thaw() => Signal("-CONT");

    private void Signal(string signal)
    {
        var server = File.ReadAllText(_directory.Combine("pid")).Trim();
        using var kill = Process.Start("kill", [signal, server, .. Connections().Select(id => id.ToString(CultureInfo.InvariantCulture))]);
        kill.WaitForExit();
    }

    private Task<string> RunScriptAsync(params string[] arguments) =>
        HostProgram.RunAsync(
            Repository.Root, ["env", $"FORGE_SSH_OPTIONS={string.Join('\n', Configuration)}", Path.Combine(Repository.Root, Script), .. arguments], CancellationToken.None);
}
