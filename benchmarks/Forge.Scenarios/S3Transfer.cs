using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Transfer;
using Forge.Artifacts;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Scenarios;

/// <summary>An artifact of 500 MB to and from an S3 server, against the transfer utility of the SDK.</summary>
internal sealed class S3Transfer : IDisposable
{
    private const string Bucket = "forge-bench";
    private const string Region = "us-east-1";
    private const int Rounds = 7;
    private const int Megabyte = 1_000_000;
    private const int Megabytes = 500;
    private const int CopyBuffer = 128 * 1024;

    private readonly string _scratch = Directory.CreateTempSubdirectory("forge-bench-").FullName;
    private readonly ServiceProvider _services;
    private readonly IArtifactStore _store;
    private readonly AmazonS3Client _client;
    private readonly TransferUtility _utility;
    private int _number;

    private S3Transfer(string endpoint)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddForge().AddS3ArtifactStore(options => (options.Bucket, options.Endpoint, options.Region) = (Bucket, new Uri(endpoint), Region));
        _services = services.BuildServiceProvider();
        _store = _services.GetRequiredService<IArtifactStore>();
        // What the SDK needs to be told about a server of this kind; all else is its default.
        _client = new AmazonS3Client(new AmazonS3Config
        {
            ServiceURL = endpoint,
            ForcePathStyle = true,
            AuthenticationRegion = Region,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
        _utility = new TransferUtility(_client);
    }

    private string Source => Path.Combine(_scratch, "source");

    private string Target => Path.Combine(_scratch, "target");

    public static async Task PutAsync(string endpoint)
    {
        using var transfer = new S3Transfer(endpoint);
        await transfer.PrepareAsync();
        await transfer.PrintMemoryAsync("s3-put", () => transfer.PutAsync(ArtifactKey.Parse("memory")));
        await PairedRounds.MeasureAsync(
            "s3-put",
            Rounds,
            () => transfer.PutAsync(ArtifactKey.Parse($"forge/{transfer._number++}")),
            () => transfer._utility.UploadAsync(transfer.Source, Bucket, $"sdk/{transfer._number++}"),
            transfer.ClearAsync);
    }

    public static async Task GetAsync(string endpoint)
    {
        using var transfer = new S3Transfer(endpoint);
        await transfer.PrepareAsync();
        var key = ArtifactKey.Parse("artifact");
        await transfer.PutAsync(key);
        await transfer.PrintMemoryAsync("s3-get", () => transfer.GetAsync(key));
        await PairedRounds.MeasureAsync("s3-get", Rounds, () => transfer.GetAsync(key), () => transfer._utility.DownloadAsync(transfer.Target, Bucket, key.Value), transfer.ForgetTargetAsync);
    }

    public void Dispose()
    {
        _utility.Dispose();
        _client.Dispose();
        _services.Dispose();
        Directory.Delete(_scratch, recursive: true);
    }

    private async Task PrepareAsync()
    {
        await _client.PutBucketAsync(Bucket);
        await using (var file = File.Create(Source))
        {
            for (var i = 0; i < Megabytes; i++)
            {
                await file.WriteAsync(RandomNumberGenerator.GetBytes(Megabyte));
            }
        }

        // What a first request loads is not the transfer's.
        await _store.PutAsync(ArtifactKey.Parse("small"), new MemoryStream([1]), CancellationToken.None);
    }

    private async Task PutAsync(ArtifactKey key)
    {
        await using var file = new FileStream(Source, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        await _store.PutAsync(key, file, CancellationToken.None);
    }

    private async Task GetAsync(ArtifactKey key)
    {
        await using var content = await _store.OpenReadAsync(key, CancellationToken.None);
        await using var file = new FileStream(Target, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        await content.CopyToAsync(file, CopyBuffer);
    }

    private async Task ClearAsync()
    {
        var found = await _client.ListObjectsV2Async(new() { BucketName = Bucket });
        foreach (var old in found.S3Objects ?? [])
        {
            await _client.DeleteObjectAsync(Bucket, old.Key);
        }
    }

    private Task ForgetTargetAsync()
    {
        File.Delete(Target);
        return Task.CompletedTask;
    }

    private async Task PrintMemoryAsync(string name, Func<Task> work)
    {
        var idle = PeakMemory.Now();
        PeakMemory.Forget();
        await work();
        var most = PeakMemory.Peak();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory {name}: {idle >> 20} MiB idle, {most >> 20} MiB at most, {(most - idle) >> 20} MiB more"));
    }
}
