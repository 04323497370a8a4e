using Amazon.S3;

namespace Forge.Artifacts.S3;

/// <summary>What works on a server that can be used.</summary>
internal sealed class OpenStore : IDisposable
{
    public OpenStore(IAmazonS3 client, S3ArtifactStoreOptions options, ObjectNames names, ServerCalls calls)
    {
        Client = client;
        Names = names;
        Bucket = new Bucket(client, options, names, calls);
        Traits = new ServerTraits(Bucket, names);
        Writer = new ArtifactWriter(Bucket, names, new PartedUpload(Bucket, names, Traits, Buffers, options.ParallelParts));
        Sweep = new StoreSweep(Bucket, names, calls.TimeProvider);
    }

    /// <summary>Gets the client.</summary>
    public IAmazonS3 Client { get; }

    /// <summary>Gets the names of objects.</summary>
    public ObjectNames Names { get; }

    /// <summary>Gets the objects.</summary>
    public Bucket Bucket { get; }

    /// <summary>Gets the buffers for parts.</summary>
    public PartBuffers Buffers { get; } = new();

    /// <summary>Gets what the server does.</summary>
    public ServerTraits Traits { get; }

    /// <summary>Gets what stores artifacts.</summary>
    public ArtifactWriter Writer { get; }

    /// <summary>Gets what removes what was left.</summary>
    public StoreSweep Sweep { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Traits.Dispose();
        Client.Dispose();
    }
}
