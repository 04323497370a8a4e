using System.Security.Cryptography;
using Forge.Artifacts;
using Forge.Artifacts.Provenance;
using Forge.Build;
using Forge.Conformance;
using Forge.Git;
using Forge.Pipelines.Artifacts;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Pipelines.Tests.Artifacts;

/// <summary>What acts is the provenance of an artifact.</summary>
public sealed class BuildProvenanceConformanceTests : ForgeEventSinkConformanceTests
{
    private const string Id = "shop:3f2c";

    private static readonly ArtifactKey Key = ArtifactKey.Parse("shop/3f2c/shop.zip");
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(50);

    private readonly FakeArtifactStore _store = new(TimeProvider.System);
    private readonly FakeSecretStore _secrets = new();
    private readonly BuildProvenanceOptions _options = new() { Builder = "urn:host:a" };
    private BuildStatus _status = BuildStatus.Succeeded;

    public BuildProvenanceConformanceTests()
    {
        var stored = _store.PutAsync(Key, new MemoryStream([1, 2, 3]), CancellationToken.None);
        Sink = new BuildProvenance(_options, _store, _secrets, async (id, _) => id == Id ? Build(await stored) : null, NullLogger<BuildProvenance>.Instance);
    }

    protected override IForgeEventSink Sink { get; }

    protected override ForgeEvent Wanted { get; } = new() { Id = $"build/{Id}/9", Type = "forge.build.ended", Subject = $"build/{Id}", Data = "{}" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override async Task<int> CountEffectsAsync() => await _store.ListAsync($"{Key}.", Cancel).CountAsync(Cancel);

    [Fact]
    public async Task Handle_KeyIsConfigured_SignsWithIt()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _secrets.Add("signing", key.ExportPkcs8PrivateKeyPem());
        _options.SigningKey = "signing";

        await Sink.HandleAsync(Wanted, Cancel);
        await Sink.HandleAsync(Wanted, Cancel);

        using var open = ProvenanceKeyPair.FromPem(new SecretValue(key.ExportSubjectPublicKeyInfoPem()));
        var verified = await new ArtifactProvenance(_store).VerifyAsync(Key, [open], Cancel);
        verified.Problems.Should().BeEmpty();
        verified.Should().BeEquivalentTo(new { SignedBy = open.Id, Builder = "urn:host:a", InvocationId = Id, SourceRevision = new string('a', 40) });
    }

    [Fact]
    public async Task Handle_Build_TellsOfItsBuildspecAndImage()
    {
        await Sink.HandleAsync(Wanted, Cancel);

        var stored = await _store.ListAsync($"{Key}.", Cancel).SingleAsync(Cancel);
        using var reader = new StreamReader(await _store.OpenReadAsync(stored.Key, Cancel));
        (await reader.ReadToEndAsync(Cancel)).Should().ContainAll(new string('b', 64), new string('c', 64), new string('a', 40));
    }

    [Fact]
    public async Task Handle_KeyIsMissing_IsToldAgainLater()
    {
        _options.SigningKey = "signing";

        var handle = () => Sink.HandleAsync(Wanted, Cancel);

        await handle.Should().ThrowAsync<SecretStoreException>();
        (await CountEffectsAsync()).Should().Be(0);
    }

    [Theory]
    [InlineData(BuildStatus.Failed)]
    [InlineData(BuildStatus.Stopped)]
    public async Task Handle_BuildDidNotSucceed_WritesNothing(BuildStatus status)
    {
        _status = status;

        await Sink.HandleAsync(Wanted, Cancel);

        (await CountEffectsAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Handle_ArtifactIsGone_IsAccepted()
    {
        await _store.DeleteAsync(Key, Cancel);

        await Sink.HandleAsync(Wanted, Cancel);

        (await CountEffectsAsync()).Should().Be(0);
    }

    [Fact]
    public async Task AddBuildProvenance_ToAHost_IsOneOfItsSinks()
    {
        await using var host = new TriggerHost(configure: forge =>
        {
            forge.Services.AddSingleton<IArtifactStore>(_store);
            forge.AddBuildProvenance(options => options.Builder = "urn:host:a").AddDeployments(_ => { }).AddDeploymentProtection();
        });

        host.GetAll<IForgeEventSink>().Should().ContainSingle(sink => sink is BuildProvenance);
        host.GetAll<Forge.Artifacts.Retention.IArtifactProtection>().Should().ContainSingle();
    }

    private BuildResult Build(ArtifactInfo info) => new()
    {
        BuildId = Id,
        Number = 1,
        Project = "shop",
        Status = _status,
        StartedAt = Start,
        EndedAt = Start.AddMinutes(1),
        Phases = [],
        Artifacts = [new BuildArtifact { Identifier = "", Location = Key.Value, Info = info }],
        Revision = new SourceRevision { Repository = "shop", Commit = CommitId.Parse(new string('a', 40)) },
        BuildspecDigest = ArtifactDigest.Parse(new string('b', 64)),
        Image = ImageReference.Parse($"forge/build:local@sha256:{new string('c', 64)}"),
    };
}
