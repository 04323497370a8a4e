using Forge.Git.Commands;

namespace Forge.Git.Mirrors;

/// <summary>The files with which one git process authenticates: in memory, for this account only, gone when disposed.</summary>
internal sealed class CredentialDirectory : IDisposable
{
    private const string Prefix = "forge-git-";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;

    private CredentialDirectory(string path) => _path = path;

    /// <summary>Gets what git has to be told.</summary>
    public CredentialFiles Files { get; private set; } = new();

    /// <summary>Writes a user name and password as git's credential helpers print them.</summary>
    /// <exception cref="IOException">The directory cannot be made.</exception>
    public static async Task<CredentialDirectory> WriteAsync(string parent, SourceCredential credential, CancellationToken cancellationToken)
    {
        var directory = Create(parent);
        var file = await directory.AddAsync("credential", $"username={credential.UserName}\npassword={credential.Password.Reveal()}\n", cancellationToken).ConfigureAwait(false);
        directory.Files = new CredentialFiles { Server = credential.Server, PasswordFile = file };
        return directory;
    }

    /// <summary>Writes a private key and the only host keys that are accepted.</summary>
    /// <exception cref="IOException">The directory cannot be made.</exception>
    public static async Task<CredentialDirectory> WriteAsync(string parent, SecretValue key, string knownHosts, CancellationToken cancellationToken)
    {
        var directory = Create(parent);
        var keyFile = await directory.AddAsync("key", Lines(key.Reveal()), cancellationToken).ConfigureAwait(false);
        var hostsFile = await directory.AddAsync("known_hosts", Lines(knownHosts), cancellationToken).ConfigureAwait(false);
        // Nothing of the account's own ssh gets in: no settings, no agent, no other keys.
        directory.Files = new CredentialFiles
        {
            SshCommand = $"ssh -F none -i {keyFile} -o IdentitiesOnly=yes -o IdentityAgent=none -o BatchMode=yes -o PasswordAuthentication=no -o StrictHostKeyChecking=yes "
                + $"-o UserKnownHostsFile={hostsFile} -o GlobalKnownHostsFile=/dev/null -o ConnectTimeout=30",
        };
        return directory;
    }

    /// <summary>Removes what hosts that were killed have left behind.</summary>
    /// <param name="parent">The directory in memory.</param>
    /// <param name="before">Only what was made before this moment; no git process that reads it still runs.</param>
    public static void Sweep(string parent, DateTimeOffset before)
    {
        foreach (var path in Directory.EnumerateDirectories(parent, $"{Prefix}*").Where(path => Directory.GetLastWriteTimeUtc(path) < before))
        {
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another account's, or another host was quicker.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(_path))
        {
            Directory.Delete(_path, recursive: true);
        }
    }

    private static CredentialDirectory Create(string parent)
    {
        var path = Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(path, Private | UnixFileMode.UserExecute);
        return new CredentialDirectory(path);
    }

    private static string Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    private async Task<string> AddAsync(string name, string text, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_path, name);
        try
        {
            var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Private });
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
            }

            return path;
        }
        catch (Exception)
        {
            Dispose();
            throw;
        }
    }
}
