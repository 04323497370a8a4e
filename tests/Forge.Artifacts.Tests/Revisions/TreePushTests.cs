using System.Security.Cryptography;
using Forge.Artifacts.Copying;
using Forge.Artifacts.Provenance;
using Forge.Artifacts.Retention;
using Forge.Artifacts.Revisions;
using Forge.Artifacts.Trees;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Forge.Artifacts.Tests.Revisions;

/// <summary>What holds for revisions that are trees, in whatever store.</summary>
public abstract class TreePushTests : IAsyncLifetime
{
    private const int Files = 60;
    private const int FileSize = 20_000;

    private readonly TempDirectory _directory = new();

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected TempDirectory Folder => _directory;

    protected abstract IArtifactStore Store { get; }

    private string Source => _directory.Combine("revision");

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual ValueTask DisposeAsync()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Push_Again_MovesOnlyWhatChanged()
    {
        WriteRevision();
        var first = await PushAsync();
        _directory.Write("revision/app/7", "changed");

        var second = await PushAsync();

        second.Info.Key.Should().NotBe(first.Info.Key);
        (first.Files, first.Size).Should().Be((Files + 2, second.Size + FileSize - "changed".Length));
        second.StoredBytes.Should().BeLessThan(first.StoredBytes / 20);
        await ShouldHoldAsync(second);
        await ShouldHoldAsync(await PushAsync());
        (await PushAsync()).Should().BeEquivalentTo(second with { StoredBytes = 0 }, "the same directory is the same revision");
    }

    [Fact]
    public async Task Push_ZipAndProvenanceLieBeside_StillMovesOnlyWhatChanged()
    {
        WriteRevision();
        var first = await PushAsync();
        await new RevisionPush(Store).PushAsync(new RevisionPushRequest { Source = Source, Application = "shop", Form = RevisionForm.Zip }, Cancel);
        await new ArtifactProvenance(Store).AttachAsync(Provenance(first.Info.Key), cancellationToken: Cancel);
        _directory.Write("revision/app/7", "changed");

        (await PushAsync()).StoredBytes.Should().BeLessThan(first.StoredBytes / 20);
    }

    [Fact]
    public async Task Verify_Tree_ReadsEveryFileAndFindsWhatIsLost()
    {
        WriteRevision();
        var pushed = await PushAsync();
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ProvenanceKeyPair.FromPem(new SecretValue(pair.ExportPkcs8PrivateKeyPem()));
        var provenance = new ArtifactProvenance(Store);
        await provenance.AttachAsync(Provenance(pushed.Info.Key), key, Cancel);

        var found = await provenance.VerifyAsync(pushed.Info.Key, [key], Cancel);
        await DeletePacksAsync("shop/packs/");
        var lost = await provenance.VerifyAsync(pushed.Info.Key, [key], Cancel);

        (found.Problems.Count, found.SignedBy, found.Files).Should().Be((0, key.Id, Files + 2));
        lost.Problems.Should().ContainSingle().Which.Should().Contain("lost its contents");
    }

    [Fact]
    public async Task Retention_LiveTree_KeepsWhatItSharesWithOthers()
    {
        WriteRevision();
        var first = await PushAsync();
        _directory.Write("revision/app/7", "changed");
        var second = await PushAsync();
        var clock = new LaterTime();
        var retention = Retention(clock, second.Info.Key);

        clock.Later += TimeSpan.FromHours(2);
        var swept = await retention.SweepAsync(Cancel);
        clock.Later += TimeSpan.FromHours(2);
        await retention.SweepAsync(Cancel);

        swept.Deleted.Select(deletion => deletion.Info.Key).Should().Equal(first.Info.Key);
        await ShouldHoldAsync(second);
    }

    [Fact]
    public async Task Retention_NoTreeIsLeft_FreesTheirContents()
    {
        WriteRevision();
        await PushAsync();
        var last = await new RevisionPush(Store).PushAsync(
            new RevisionPushRequest { Source = Source, Application = "other", Key = ArtifactKey.Parse("shop/last.zip") }, Cancel);
        var clock = new LaterTime();
        var retention = Retention(clock, last.Info.Key);

        clock.Later += TimeSpan.FromHours(2);
        await retention.SweepAsync(Cancel);
        clock.Later += TimeSpan.FromHours(2);
        await retention.SweepAsync(Cancel);

        (await Store.ListAsync("shop/", Cancel).Select(info => info.Key).ToListAsync(Cancel)).Should().Equal(last.Info.Key);
    }

    [Fact]
    public async Task Copy_Tree_TakesItsContentsAlong()
    {
        WriteRevision();
        await PushAsync();
        _directory.Write("revision/app/7", "changed");
        var second = await PushAsync();
        var target = new FakeArtifactStore(TimeProvider.System);

        var copied = await new ArtifactCopy(Store, target).RunAsync(second.Info.Key.Value, progress: null, Cancel);
        var again = await new ArtifactCopy(Store, target).RunAsync("", progress: null, Cancel);

        copied.Failures.Should().BeEmpty();
        again.Failures.Should().BeEmpty();
        (again.CopiedCount, again.PresentCount).Should().Be((1, 1), "the first revision needs no pack of its own");
        await ShouldHoldAsync(second, target);
    }

    [Fact]
    public async Task Copy_TargetHasTheTreeInOtherPacks_IsThere()
    {
        WriteRevision();
        var pushed = await PushAsync();
        var target = new FakeArtifactStore(TimeProvider.System);
        await new RevisionPush(target).PushAsync(new RevisionPushRequest { Source = Source, Application = "shop", LeaveOut = RevisionFilter.Hidden }, Cancel);

        var copied = await new ArtifactCopy(Store, target).RunAsync("", progress: null, Cancel);

        copied.Should().BeEquivalentTo(new { CopiedCount = 0, PresentCount = 1 });
        copied.Failures.Should().BeEmpty();
        await ShouldHoldAsync(pushed, target);
    }

    [Fact]
    public async Task Copy_PackIsMissingOrAboutToGo_CopiesNoTreeWithoutIt()
    {
        WriteRevision();
        var pushed = await PushAsync();
        var pack = (await Store.ListAsync("shop/packs/", Cancel).ToListAsync(Cancel))[0].Key.Value;
        var target = new FakeArtifactStore(TimeProvider.System);
        await target.PutAsync(ArtifactKey.Parse(pack.Replace("/packs/", "/garbage/", StringComparison.Ordinal)), Stream.Null, Cancel);

        var marked = await new ArtifactCopy(Store, target).RunAsync("", progress: null, Cancel);
        await DeletePacksAsync("shop/packs/");
        var missing = await new ArtifactCopy(Store, new FakeArtifactStore(TimeProvider.System)).RunAsync("", progress: null, Cancel);

        marked.Failures.Should().ContainSingle().Which.Failure!.Message.Should().Contain("about to be collected");
        missing.Failures.Should().ContainSingle().Which.Failure!.Failure.Should().Be(ArtifactStoreFailure.Corrupt);
        (await target.StatAsync(pushed.Info.Key, Cancel)).Should().BeNull();
    }

    private static ProvenanceRequest Provenance(ArtifactKey key) => new() { Artifact = key, Builder = "https://forge.example.org", InvocationId = "shop:1" };

    private ArtifactRetention Retention(TimeProvider clock, ArtifactKey needed) => new(
        Options.Create(new ArtifactRetentionOptions { Rules = { new ArtifactRetentionRuleOptions { Prefix = "shop/", ProjectDepth = 0, MaxAge = TimeSpan.FromHours(1) } } }),
        [Store],
        [new Needed(needed)],
        clock,
        NullLogger<ArtifactRetention>.Instance);

    private Task<RevisionPushResult> PushAsync() =>
        new RevisionPush(Store).PushAsync(new RevisionPushRequest { Source = Source, Application = "shop", LeaveOut = RevisionFilter.Hidden }, Cancel);

    private void WriteRevision()
    {
        _directory.Write("revision/appspec.yml", "version: 0.0\n");
        _directory.WriteScript("revision/scripts/run.sh", "#!/bin/sh\n");
        _directory.Write("revision/.left-out", "");
        var noise = new Random(1);
        for (var i = 0; i < Files; i++)
        {
            var bytes = new byte[FileSize];
            noise.NextBytes(bytes);
            File.WriteAllBytes(Path.Combine(_directory.MakeDirectory("revision/app"), $"{i}"), bytes);
        }
    }

    private async Task ShouldHoldAsync(RevisionPushResult pushed, IArtifactStore? store = null)
    {
        var copy = _directory.Combine($"copy-{Guid.NewGuid():N}");
        (await new ArtifactTrees(store ?? Store, "shop", TimeProvider.System).GetAsync(pushed.Info.Key, copy, cancellationToken: Cancel)).Should().Be(pushed.Digest);
        Directory.GetFiles(copy, "*", SearchOption.AllDirectories).Should().HaveCount(Files + 2);
        File.ReadAllBytes(Path.Combine(copy, "app", "7")).Should().Equal(File.ReadAllBytes(Path.Combine(Source, "app", "7")));
        File.GetUnixFileMode(Path.Combine(copy, "scripts", "run.sh")).Should().HaveFlag(UnixFileMode.UserExecute);
    }

    private async Task DeletePacksAsync(string prefix)
    {
        foreach (var pack in await Store.ListAsync(prefix, Cancel).ToListAsync(Cancel))
        {
            await Store.DeleteAsync(pack.Key, Cancel);
        }
    }

    private sealed class Needed(ArtifactKey key) : IArtifactProtection
    {
        public Task<IReadOnlyCollection<ArtifactKey>> ListProtectedAsync(IArtifactStore store, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyCollection<ArtifactKey>>([key]);
    }

    private sealed class LaterTime : TimeProvider
    {
        public TimeSpan Later { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Later;
    }
}
