using Forge.Artifacts.FileSystem;
using Forge.Artifacts.S3;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Artifacts.Tests.Killing;

/// <summary>A process that stores and deletes artifacts until it is killed. It says what it has done, after it was done.</summary>
internal static class PuttingHost
{
    /// <summary>The first argument of such a process.</summary>
    public const string Command = "put-artifacts";

    private const int PartSize = 64 * 1024;
    private const int Largest = 6 * PartSize;
    private const int Keys = 30;

    /// <summary>Opens a store: a directory, or a bucket at an address with the two parts of a key.</summary>
    public static IArtifactStore Open(string[] place)
    {
        if (place is [var directory])
        {
            return new FileSystemArtifactStore(new FileSystemArtifactStoreOptions { Directory = directory }, TimeProvider.System, NullLogger<FileSystemArtifactStore>.Instance);
        }

        var secrets = new FakeSecretStore();
        secrets.Add("s3", $$"""{"accessKeyId":"{{place[2]}}","secretAccessKey":"{{place[3]}}"}""");
        var options = new S3ArtifactStoreOptions { Bucket = place[0], Endpoint = new Uri(place[1]), CredentialsSecret = "s3", PartSize = PartSize, ParallelParts = 3, IdleTimeout = TimeSpan.FromMilliseconds(500) };
        return new S3ArtifactStore(options, secrets, TimeProvider.System, NullLogger<S3ArtifactStore>.Instance);
    }

    /// <summary>Returns the bytes that belong under a key.</summary>
    public static byte[] ContentOf(ArtifactKey key)
    {
        var random = new Random(int.Parse(key.Value.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture));
        var bytes = new byte[random.Next(Largest)];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Works until it is killed.</summary>
    public static async Task<int> RunAsync(int seed, string[] place)
    {
        var store = Open(place);
        var random = new Random(seed);
        await store.StatAsync(ArtifactKey.Parse("opens"), CancellationToken.None);
        Console.WriteLine("started");
        while (true)
        {
            var key = ArtifactKey.Parse($"k/{random.Next(Keys)}");
            if (random.Next(3) > 0)
            {
                await store.PutAsync(key, new MemoryStream(ContentOf(key)), CancellationToken.None);
                Console.WriteLine($"+{key}");
            }
            else
            {
                Console.WriteLine($"?{key}");
                await store.DeleteAsync(key, CancellationToken.None);
                Console.WriteLine($"-{key}");
            }
        }
    }
}
