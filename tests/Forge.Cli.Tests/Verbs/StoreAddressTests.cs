using System.Text.Json;
using Amazon.S3;
using Forge.Testing;

namespace Forge.Cli.Tests.Verbs;

/// <summary>Pushes to a bucket on a real server and copies between stores, as a user does.</summary>
public sealed class StoreAddressTests : IClassFixture<S3Server>, IAsyncLifetime
{
    private readonly TempDirectory _directory = new();
    private readonly AmazonS3Client _client;
    private readonly string _bucket = $"forge-{Guid.NewGuid():N}";
    private readonly string _address;

    public StoreAddressTests(S3Server server)
    {
        // Where other programs for such servers take them from.
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", server.AccessKeyId);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", server.SecretAccessKey);
        _client = new AmazonS3Client(new AmazonS3Config { ServiceURL = server.Endpoint.ToString(), ForcePathStyle = true, AuthenticationRegion = server.Region });
        _address = $"s3://{_bucket}/team/a?region={server.Region}&endpoint={Uri.EscapeDataString(server.Endpoint.ToString())}";
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _client.PutBucketAsync(_bucket, Cancel);
        _directory.Write("revision/appspec.yml", "version: 0.0\nos: linux\n");
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Push_ToABucket_StoresBelowThePrefix()
    {
        var run = await PushAsync("--key", "shop/1.zip", "--json");

        run.ExitCode.Should().Be(0, run.Error);
        (await _client.GetObjectMetadataAsync(_bucket, "team/a/shop/1.zip", Cancel)).ContentLength.Should().BePositive();
        JsonDocument.Parse(run.LastLine).RootElement.TryGetProperty("version", out _).Should().BeFalse("the bucket keeps no versions");
    }

    [Fact]
    public async Task DeployLocal_TreeInABucket_IsDeployedAndThenItsSuccessor()
    {
        var page = _directory.Combine("srv", "page.txt");
        _directory.Write("revision/appspec.yml", $"version: 0.0\nos: linux\nfiles:\n  - source: app\n    destination: {_directory.Combine("srv")}\n");
        await File.WriteAllBytesAsync(Path.Combine(_directory.MakeDirectory("revision/app"), "large"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_000), Cancel);

        var reports = new List<JsonElement>();
        foreach (var content in (string[])["one", "two"])
        {
            _directory.Write("revision/app/page.txt", content);
            var pushed = await PushAsync("--json");
            pushed.ExitCode.Should().Be(0, pushed.Error);
            reports.Add(JsonDocument.Parse(pushed.LastLine).RootElement);
            var deployed = await CliRun.OfAsync(
                "deploy", "local", "--store", _address, "--bundle-location", reports[^1].GetProperty("key").GetString()!, "--deployment-root", _directory.Combine("root"));
            deployed.ExitCode.Should().Be(0, deployed.Error);
            (await File.ReadAllTextAsync(page, Cancel)).Should().Be(content);
        }

        reports[0].GetProperty("storedBytes").GetInt64().Should().BeGreaterThan(300_000);
        reports[1].GetProperty("storedBytes").GetInt64().Should().BeLessThan(3_000);
        reports[1].GetProperty("key").GetString().Should().Be($"shop/{reports[1].GetProperty("sha256").GetString()}");
    }

    [Fact]
    public async Task Copy_FromABucketToADirectory_PassesOverWhatIsThere()
    {
        await PushAsync("--key", "shop/1.zip");
        await PushAsync("--key", "other/1.zip");
        string[] copy = ["artifacts", "copy", "shop/", "--from", _address, "--to", _directory.Combine("store")];

        var first = await CliRun.OfAsync(copy);
        var second = await CliRun.OfAsync([.. copy, "--json"]);

        first.ExitCode.Should().Be(0, first.Error);
        first.LastLine.Should().StartWith("1 copied, ").And.EndWith("0 were there; 0 failed");
        first.Error.Should().Contain("shop/1.zip, ").And.NotContain("other/1.zip");
        var report = JsonDocument.Parse(second.LastLine).RootElement;
        (report.GetProperty("copied").GetInt32(), report.GetProperty("present").GetInt32()).Should().Be((0, 1));
    }

    [Fact]
    public async Task Copy_OtherBytesUnderTheKey_ExitsWithThreeAndSaysSo()
    {
        await PushAsync("--key", "shop/1.zip");
        _directory.Write("revision/more.txt", "more");
        await CliRun.OfAsync("push", "--source", _directory.Combine("revision"), "--application-name", "shop", "--store", _directory.Combine("store"), "--key", "shop/1.zip");

        var run = await CliRun.OfAsync("artifacts", "copy", "--from", _directory.Combine("store"), "--to", _address);

        run.ExitCode.Should().Be(3);
        run.LastLine.Should().EndWith("1 failed");
        run.Error.Should().Contain("The key 'shop/1.zip' holds other bytes");
    }

    [Theory]
    [InlineData("s3://bucket?colour=red", "'colour'")]
    [InlineData("s3://bucket?endpoint=nowhere", "'nowhere'")]
    [InlineData("s3://No_Bucket", "'No_Bucket'")]
    [InlineData("s3://bucket?endpoint=http%3A%2F%2Fexample.test", "https")]
    public async Task Push_AddressThatCannotBe_ExitsWithTwo(string address, string expected)
    {
        var run = await CliRun.OfAsync("push", "--source", _directory.Combine("revision"), "--application-name", "shop", "--store", address);

        run.ExitCode.Should().Be(2, run.Error);
        run.Error.Should().Contain(expected).And.NotContain("   at ", "a mistake of the user is no stack trace");
    }

    private Task<CliRun> PushAsync(params string[] more) =>
        CliRun.OfAsync(["push", "--source", _directory.Combine("revision"), "--application-name", "shop", "--store", _address, .. more]);
}
