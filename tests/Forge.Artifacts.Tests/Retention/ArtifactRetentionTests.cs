using System.Security.Cryptography;
using Forge.Artifacts.Retention;
using Forge.Artifacts.Trees;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Artifacts.Tests.Retention;

public sealed class ArtifactRetentionTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly FakeArtifactStore _store;
    private readonly TempDirectory _directory = new();
    private readonly Protection _protection = new();

    public ArtifactRetentionTests() => _store = new FakeArtifactStore(_time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Sweep_OverTheLimit_DeletesAndSaysWhat()
    {
        await FillAsync();

        var result = await Create().SweepAsync(Cancel);

        result.Deleted.Select(deletion => deletion.Info.Key.Value).Should().Equal("shop/0", "shop/1");
        (await KeysAsync()).Should().Equal("shop/2", "shop/3");
    }

    [Fact]
    public async Task Plan_IsADryRun()
    {
        await FillAsync();

        (await Create().PlanAsync(Cancel)).Should().HaveCount(2);

        (await KeysAsync()).Should().HaveCount(4);
    }

    [Theory]
    [InlineData("shop/0")]
    [InlineData("shop")]
    public async Task Sweep_SomethingIsNeeded_KeepsIt(string needed)
    {
        await FillAsync();
        _protection.Keys.Add(ArtifactKey.Parse(needed));

        await Create().SweepAsync(Cancel);

        (await KeysAsync()).Should().Contain("shop/0");
    }

    [Fact]
    public async Task Sweep_ProvenanceOfWhatIsNeeded_StaysToo()
    {
        await FillAsync();
        await _store.PutAsync(ArtifactKey.Parse("shop/0.provenance.json"), new MemoryStream([1]), Cancel);
        _time.Advance(TimeSpan.FromDays(30));
        _protection.Keys.Add(ArtifactKey.Parse("shop/0"));

        await Create().SweepAsync(Cancel);

        (await KeysAsync()).Should().Contain("shop/0.provenance.json");
    }

    [Fact]
    public async Task Sweep_NobodyKnowsWhatIsNeeded_DeletesNothing()
    {
        await FillAsync();
        _protection.Failure = new InvalidOperationException("The journal is away.");

        var sweep = () => Create().SweepAsync(Cancel);

        await sweep.Should().ThrowAsync<InvalidOperationException>();
        (await KeysAsync()).Should().HaveCount(4);
    }

    [Fact]
    public async Task Sweep_TreePool_FreesWhatNoTreeNeeds()
    {
        var trees = new ArtifactTrees(_store, "trees", _time);
        _directory.Write("source/a", "text");
        await trees.PutAsync(new TreePutRequest { Key = ArtifactKey.Parse("trees/one"), Directory = _directory.Combine("source") }, Cancel);
        await _store.DeleteAsync(ArtifactKey.Parse("trees/one"), Cancel);
        var retention = Create();

        (await retention.SweepAsync(Cancel)).Collected.Should().Be(0);
        _time.Advance(TimeSpan.FromHours(2));

        (await retention.SweepAsync(Cancel)).Collected.Should().BePositive();
        (await KeysAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Plan_LimitOfBytes_CountsWhatTreesHold()
    {
        var trees = new ArtifactTrees(_store, "trees", _time);
        for (var i = 0; i < 2; i++)
        {
            _directory.Write("source/a", Convert.ToHexString(RandomNumberGenerator.GetBytes(100_000)));
            await trees.PutAsync(new TreePutRequest { Key = ArtifactKey.Parse($"trees/{i}"), Directory = _directory.Combine("source") }, Cancel);
            _time.Advance(TimeSpan.FromDays(1));
        }

        var plan = await Create(options => options.Rules[0] = new ArtifactRetentionRuleOptions { Prefix = "trees/", ProjectDepth = 0, MaxBytes = 150_000 }).PlanAsync(Cancel);

        plan.Select(deletion => $"{deletion.Info.Key} {deletion.Limit}").Should().Equal("trees/0 Bytes");
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 4)]
    public async Task Worker_IntervalHasPassed_SweepsUnlessItIsADryRun(bool isDryRun, int left)
    {
        await FillAsync();
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_time).AddSingleton<IArtifactStore>(_store).AddSingleton<IArtifactProtection>(_protection);
        services.AddForge().AddArtifactRetention(options =>
        {
            options.Rules.Add(new ArtifactRetentionRuleOptions { MaxCount = 2 });
            options.DryRun = isDryRun;
        });
        await using var provider = services.BuildServiceProvider();
        var worker = provider.GetServices<IHostedService>().Single();

        await worker.StartAsync(Cancel);
        await Eventually.BeTrueAsync(() => IsAskedAfter(TimeSpan.FromHours(6)), Cancel);
        await Eventually.BeTrueAsync(async () => (await KeysAsync()).Count == left, Cancel);
        await worker.StopAsync(Cancel);
    }

    [Fact]
    public async Task Worker_SweepFails_TriesAgain()
    {
        await FillAsync();
        _protection.Failure = new InvalidOperationException("The journal is away.");
        var options = OptionsOf(_ => { });
        using var worker = new ArtifactRetentionWorker(Create(), options, _time, NullLogger<ArtifactRetentionWorker>.Instance);

        await worker.StartAsync(Cancel);
        await Eventually.BeTrueAsync(() => IsAskedAfter(options.Value.Interval), Cancel);
        _protection.Failure = null;
        await Eventually.BeTrueAsync(async () =>
        {
            _time.Advance(options.Value.Interval);
            return (await KeysAsync()).Count == 2;
        }, Cancel);
        await worker.StopAsync(Cancel);
    }

    [Fact]
    public void Create_NoSuchStore_SaysWhichThereAre()
    {
        var create = () => Create(options => options.Store = "other");

        create.Should().Throw<ArgumentException>().WithMessage("*'other'*'fake'*");
    }

    [Theory]
    [InlineData(null, null, null, false, "has no limit")]
    [InlineData(0, null, null, false, "MaxCount")]
    [InlineData(1, 0, null, false, "MaxAge")]
    [InlineData(1, null, 0L, false, "MaxBytes")]
    [InlineData(1, null, null, true, "several rules for 'shop/'")]
    public void Options_ThatCannotBe_AreRefused(int? count, int? hours, long? bytes, bool isTwice, string expected)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IArtifactStore>(_store);
        services.AddForge().AddArtifactRetention(options =>
        {
            for (var i = 0; i < (isTwice ? 2 : 1); i++)
            {
                options.Rules.Add(new ArtifactRetentionRuleOptions { Prefix = "shop/", MaxCount = count, MaxAge = hours is { } age ? TimeSpan.FromHours(age) : null, MaxBytes = bytes });
            }
        });
        using var provider = services.BuildServiceProvider();

        var resolve = () => provider.GetRequiredService<ArtifactRetention>();

        resolve.Should().Throw<OptionsValidationException>().Which.Message.Should().Contain(expected);
    }

    // The worker begins to wait at some moment after it was started.
    private bool IsAskedAfter(TimeSpan interval)
    {
        _time.Advance(interval);
        return _protection.Asked > 0;
    }

    private async Task FillAsync()
    {
        for (var i = 0; i < 4; i++)
        {
            await _store.PutAsync(ArtifactKey.Parse($"shop/{i}"), new MemoryStream([(byte)i]), Cancel);
            _time.Advance(TimeSpan.FromDays(1));
        }
    }

    private ArtifactRetention Create(Action<ArtifactRetentionOptions>? configure = null) =>
        new(OptionsOf(configure ?? (_ => { })), [_store], [_protection], _time, NullLogger<ArtifactRetention>.Instance);

    private static IOptions<ArtifactRetentionOptions> OptionsOf(Action<ArtifactRetentionOptions> configure)
    {
        var options = new ArtifactRetentionOptions { Rules = { new ArtifactRetentionRuleOptions { Prefix = "shop/", ProjectDepth = 0, MaxCount = 2 } } };
        configure(options);
        return Options.Create(options);
    }

    private async Task<List<string>> KeysAsync() => await _store.ListAsync("", Cancel).Select(info => info.Key.Value).ToListAsync(Cancel);

    private sealed class Protection : IArtifactProtection
    {
        private int _asked;

        public IList<ArtifactKey> Keys { get; } = [];

        public Exception? Failure { get; set; }

        public int Asked => _asked;

        public Task<IReadOnlyCollection<ArtifactKey>> ListProtectedAsync(IArtifactStore store, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return Failure is { } failure ? throw failure : Task.FromResult<IReadOnlyCollection<ArtifactKey>>([.. Keys]);
        }
    }
}
