using Forge.Deploy.Ssh;
using Forge.Testing;

namespace Forge.Deploy.Tests.Ssh;

/// <summary>A real sshd as a deploy target.</summary>
internal static class ServerTarget
{
    /// <summary>Makes the target.</summary>
    /// <param name="server">The server.</param>
    /// <param name="name">The target's name.</param>
    /// <param name="directory">Where its state and, below <c>root</c>, what it installs lie.</param>
    public static SshDeployTarget Of(OpenSshServer server, string name, string directory) => new(
        name,
        new SshDeployTargetOptions
        {
            Host = server.Host,
            Port = server.Port,
            User = server.User,
            PrivateKeyPath = server.PrivateKeyPath,
            HostKey = server.HostKeyFingerprint,
            StateDirectory = Path.Join(directory, "state"),
            DestinationRoot = Directory.CreateDirectory(Path.Join(directory, "root")).FullName,
        },
        secrets: null,
        TimeProvider.System);
}
