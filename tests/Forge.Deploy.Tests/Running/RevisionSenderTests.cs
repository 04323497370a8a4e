using System.IO.Compression;
using Forge.Deploy.Bundles;
using Forge.Deploy.Running;
using static Forge.Deploy.Tests.Running.RunnerTarget;

namespace Forge.Deploy.Tests.Running;

/// <summary>Real revisions to a real target that holds earlier ones.</summary>
public sealed class RevisionSenderTests
{
    private static readonly string[] Codings = ["zstd", "gzip", "plain"];

    public static TheoryData<string> Shells => TargetShell.All;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Send_FirstRevision_ArrivesWhole(string shell)
    {
        await using var target = await CreateAsync(shell);

        (await SendAsync(target, "d-1", ("a", "1"), ("b/c d", "2"), ("empty", ""))).Should().Be(StepOutcome.Success);

        Tree(target, "d-1").Should().Equal("a=1", "appspec.yml=version: 0.0\nos: linux\n", "b/c d=2", "empty=");
    }

    [Fact]
    public async Task Send_TwoOfFiveFilesChanged_OnlyTheseAreSentAndTheOldRevisionStays()
    {
        await using var target = await CreateAsync(TargetShell.Dash);
        await InstalledAsync(target, "d-1", ("a", "1"), ("b/c d", "2"), ("gone", "3"), ("it's", "4"));

        var outcome = await SendAsync(target, "d-2", ("a", "1"), ("b/c d", "two"), ("it's", "4"), ("new", "5"));

        outcome.Should().Be(StepOutcome.Success with { Message = "2 of 5 files were sent: the target holds the others since deployment 'd-1'." });
        Tree(target, "d-2").Should().Equal("a=1", "appspec.yml=version: 0.0\nos: linux\n", "b/c d=two", "it's=4", "new=5");
        Tree(target, "d-1").Should().Equal("a=1", "appspec.yml=version: 0.0\nos: linux\n", "b/c d=2", "gone=3", "it's=4");
    }

    [Theory]
    [InlineData("content")]
    [InlineData("mode")]
    [InlineData("replaced")]
    [InlineData("same size and time")]
    public async Task Send_FileOnTheTargetWasTouched_IsSentAgain(string touch)
    {
        await using var target = await CreateAsync(TargetShell.Dash);
        await InstalledAsync(target, "d-1", ("a", "1"), ("b", "2"));
        var file = Path.Combine(target.Archive("d-1"), "a");
        var time = File.GetLastWriteTimeUtc(file);
        switch (touch)
        {
            case "mode":
                File.SetUnixFileMode(file, UnixFileMode.UserRead);
                break;
            case "replaced":
                File.Delete(file);
                await File.WriteAllTextAsync(file, "1", Cancel);
                break;
            default:
                await File.WriteAllTextAsync(file, touch == "content" ? "changed" : "X", Cancel);
                File.SetLastWriteTimeUtc(file, touch == "content" ? DateTime.UtcNow : time);
                break;
        }

        var outcome = await SendAsync(target, "d-2", ("a", "1"), ("b", "2"));

        outcome.Message.Should().StartWith("1 of 3 files were sent");
        Tree(target, "d-2").Should().Equal("a=1", "appspec.yml=version: 0.0\nos: linux\n", "b=2");
    }

    [Fact]
    public async Task Send_ThreeTimesTheSame_NothingIsSentAfterTheFirst()
    {
        await using var target = await CreateAsync(TargetShell.Dash);
        await InstalledAsync(target, "d-1", ("a", "1"), ("b", "2"));

        for (var i = 2; i <= 4; i++)
        {
            var outcome = await InstalledAsync(target, $"d-{i}", ("a", "1"), ("b", "2"));
            outcome.Message.Should().Be($"Nothing was sent: the target holds all 3 files since deployment 'd-{i - 1}'.");
        }

        Tree(target, "d-4").Should().Equal("a=1", "appspec.yml=version: 0.0\nos: linux\n", "b=2");
        Directory.Exists(target.Archive("d-1")).Should().BeFalse("two revisions are kept");
    }

    [Fact]
    public async Task Send_LastInstalledRevisionIsGone_EverythingIsSent()
    {
        await using var target = await CreateAsync(TargetShell.Dash);
        await InstalledAsync(target, "d-1", ("a", "1"));
        Directory.Delete(target.Archive("d-1"), recursive: true);

        (await SendAsync(target, "d-2", ("a", "1"))).Should().Be(StepOutcome.Success);

        Tree(target, "d-2").Should().Equal("a=1", "appspec.yml=version: 0.0\nos: linux\n");
    }

    [Fact]
    public async Task Send_TouchedBetweenOfferAndSending_EverythingIsSentWithANotice()
    {
        await using var target = await CreateAsync(TargetShell.Dash);
        await InstalledAsync(target, "d-1", ("a", "1"), ("b", "2"));
        var revision = new Touching(await PackAsync(target, "d-2", ("a", "1"), ("b", "2")), () => File.WriteAllText(Path.Combine(target.Archive("d-1"), "a"), "changed"));

        var outcome = await target.RunAsync(Step("d-2", "DownloadBundle", new TargetWork.Download(revision, 2)));

        outcome.Status.Should().Be(StepStatus.Succeeded);
        outcome.Message.Should().Be("The revision of deployment 'd-1' on the target was changed while it was compared. Everything was sent.");
        Tree(target, "d-2").Should().Equal("a=1", "appspec.yml=version: 0.0\nos: linux\n", "b=2");
    }

    [Fact]
    public async Task Open_EveryCoding_IsReadByItsProgram()
    {
        await using var target = await CreateAsync(TargetShell.Dash);
        var revision = await PackAsync(target, "d-1", ("a", new string('x', 3_000_000)));
        foreach (var coding in Codings)
        {
            await using var stream = await revision.OpenAsync(Enum.Parse<TransferCoding>(coding, ignoreCase: true), Cancel);
            (stream.Length < 1_000_000).Should().Be(coding != "plain", coding);
        }
    }

    private static async Task<StepOutcome> SendAsync(RunnerTarget target, string deployment, params (string Path, string Content)[] files) =>
        await target.RunAsync(Step(deployment, "DownloadBundle", new TargetWork.Download(await PackAsync(target, deployment, files), 2)));

    // What an installation puts elsewhere plays no part; that it succeeded makes the revision the one to compare with.
    private static async Task<StepOutcome> InstalledAsync(RunnerTarget target, string deployment, params (string Path, string Content)[] files)
    {
        var outcome = await SendAsync(target, deployment, files);
        outcome.Status.Should().Be(StepStatus.Succeeded, outcome.Message);
        (await target.RunAsync(Step(deployment, "Install", new TargetWork.Install(target.Plan([], FileExistsBehavior.Disallow))))).Should().Be(StepOutcome.Success);
        return outcome;
    }

    private static async Task<IRevisionSource> PackAsync(RunnerTarget target, string deployment, params (string Path, string Content)[] files)
    {
        var path = target.Directory.Combine($"{deployment}.zip");
        await using (var zip = await ZipFile.OpenAsync(path, ZipArchiveMode.Create, Cancel))
        {
            foreach (var (name, content) in files.Prepend(("appspec.yml", "version: 0.0\nos: linux\n")))
            {
                await using var writer = new StreamWriter(await zip.CreateEntry(name).OpenAsync(Cancel));
                await writer.WriteAsync(content);
            }
        }

        return (await BundleReader.ReadAsync(path, target.Directory.Combine($"{deployment}.tar"), Cancel)).Transfer;
    }

    private static string[] Tree(RunnerTarget target, string deployment) =>
        [.. Directory.GetFiles(target.Archive(deployment), "*", SearchOption.AllDirectories)
            .Select(file => $"{Path.GetRelativePath(target.Archive(deployment), file)}={File.ReadAllText(file)}").Order(StringComparer.Ordinal)];

    /// <summary>Does something as soon as it has been compared.</summary>
    private sealed class Touching(IRevisionSource inner, Action touch) : IRevisionSource
    {
        public string ListName => inner.ListName;

        public IReadOnlyList<TransferCoding> Codings => inner.Codings;

        public Task<Stream> OpenAsync(TransferCoding coding, CancellationToken cancellationToken) => inner.OpenAsync(coding, cancellationToken);

        public async Task<RevisionDelta?> CompareAsync(ReadOnlyMemory<byte> held, TransferCoding coding, CancellationToken cancellationToken)
        {
            var delta = await inner.CompareAsync(held, coding, cancellationToken);
            touch();
            return delta;
        }
    }
}
