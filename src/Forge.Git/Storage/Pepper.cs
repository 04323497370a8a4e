using System.Security.Cryptography;

namespace Forge.Git.Storage;

/// <summary>The key of the password hashes: 32 random bytes in a file that only the owner may read.</summary>
/// <remarks>With 256-bit passwords a keyed hash is as good as a slow one; the key keeps a stolen users.json useless.</remarks>
internal sealed class Pepper(HostingRoot root, RootLock rootLock)
{
    private const int Size = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private volatile byte[]? _key;

    /// <summary>Hashes a password.</summary>
    /// <returns>The HMAC-SHA256.</returns>
    public async Task<byte[]> HashAsync(string password, CancellationToken cancellationToken)
    {
        _key ??= await LoadAsync(cancellationToken).ConfigureAwait(false);
        return HMACSHA256.HashData(_key, System.Text.Encoding.UTF8.GetBytes(password));
    }

    private async Task<byte[]> LoadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(root.PepperFile))
        {
            using var held = await rootLock.AcquireAsync(cancellationToken).ConfigureAwait(false);
            if (!File.Exists(root.PepperFile))
            {
                await DurableFile.WriteAsync(root.PepperFile, RandomNumberGenerator.GetBytes(Size), OwnerOnly, cancellationToken).ConfigureAwait(false);
            }
        }

        if ((File.GetUnixFileMode(root.PepperFile) & ~OwnerOnly) != 0)
        {
            throw new GitHostingException($"'{root.PepperFile}' may be read by others. Run 'chmod 600' on it; if others have read it, delete it and issue every credential again.", GitHostingFailure.Unusable);
        }

        var key = await File.ReadAllBytesAsync(root.PepperFile, cancellationToken).ConfigureAwait(false);
        return key.Length == Size ? key : throw new GitHostingException($"'{root.PepperFile}' is damaged: it must hold {Size} bytes. Restore it from a backup.", GitHostingFailure.Unusable);
    }
}
