using Renci.SshNet.Common;

namespace Forge.Deploy.Ssh;

/// <summary>What a remote command reads. A command that ends without having read everything is no error.</summary>
/// <param name="input">The library's stream; owned.</param>
internal sealed class RemoteInput(Stream input) : IDisposable
{
    /// <summary>Sends some bytes.</summary>
    /// <returns>Whether the command still reads.</returns>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            input.Write(bytes);
            return true;
        }
        catch (Exception e) when (e is SshException or IOException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Tells the command that nothing more comes.</summary>
    public void Dispose()
    {
        try
        {
            input.Dispose();
        }
        catch (Exception e) when (e is SshException or IOException or InvalidOperationException)
        {
            // Nobody is there to be told.
        }
    }
}
