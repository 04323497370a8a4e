using System.Diagnostics;
using System.IO.Compression;
using Forge.Artifacts.Revisions;
using Forge.Testing;

namespace Forge.Artifacts.Tests.Revisions;

public sealed class RevisionPushTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeArtifactStore _store = new(TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Source => _directory.Combine("revision");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Push_Directory_BecomesAZipOfItsFiles()
    {
        WriteAll();

        var pushed = await PushAsync();

        (await NamesAsync(pushed)).Should().Equal(".env", ".git/config", "app/.hidden", "app/link", "app/page.txt", "appspec.yml", "scripts/run.sh");
        pushed.Files.Should().Be(7);
        pushed.Info.Key.Value.Should().Be($"shop/{pushed.Info.Digest}");
        using var zip = await OpenAsync(pushed);
        using var link = new StreamReader(await zip.GetEntry("app/link")!.OpenAsync(Cancel));
        (await link.ReadToEndAsync(Cancel)).Should().Be("page");
        (zip.GetEntry("scripts/run.sh")!.ExternalAttributes >> 16 & 0x1FF).Should().Be(0b111_101_101);
    }

    [Theory]
    [InlineData(RevisionFilter.Hidden, "app/link app/page.txt appspec.yml scripts/run.sh")]
    [InlineData(RevisionFilter.GitIgnored, ".env app/.hidden app/link appspec.yml scripts/run.sh")]
    [InlineData(RevisionFilter.Hidden | RevisionFilter.GitIgnored, "app/link appspec.yml scripts/run.sh")]
    public async Task Push_Filter_LeavesOutWhatItNames(RevisionFilter filter, string expected)
    {
        WriteAll();
        _directory.Write("revision/app/.gitignore", "*.txt\n.gitignore\n");

        var pushed = await PushAsync(request => request with { LeaveOut = filter });

        (await NamesAsync(pushed)).Should().Equal(expected.Split(' '));
    }

    [Fact]
    public async Task Push_SameDirectoryAgain_HasTheSameKeyAndBytes()
    {
        WriteAll();
        var first = await PushAsync();
        File.SetLastWriteTimeUtc(Path.Combine(Source, "app", "page.txt"), DateTime.UnixEpoch);

        var again = await PushAsync();

        again.Info.Should().Be(first.Info);
        (first.StoredBytes, again.StoredBytes).Should().Be((first.Size, 0L));
    }

    [Fact]
    public async Task Push_Fifo_IsLeftOut()
    {
        WriteAll();
        var before = await PushAsync();
        using var mkfifo = Process.Start("mkfifo", [Path.Combine(Source, "fifo")]);
        await mkfifo.WaitForExitAsync(Cancel);

        (await PushAsync()).Info.Should().Be(before.Info);
    }

    [Fact]
    public async Task Push_KeyGiven_IsTaken()
    {
        WriteAll();

        var pushed = await PushAsync(request => request with { Form = null, Key = ArtifactKey.Parse("a/b.zip") });

        pushed.Info.Key.Value.Should().Be("a/b.zip");
        (await NamesAsync(pushed)).Should().HaveCount(7, "what is called a zip is one");
    }

    [Theory]
    [InlineData("appspec.yaml", "'appspec.yaml'")]
    [InlineData("AppSpec.yml", "'AppSpec.yml'")]
    [InlineData("inner/appspec.yml", "'inner/appspec.yml'")]
    [InlineData("other", "a revision begins with one")]
    public async Task Push_NoAppSpecInTheRoot_IsRefused(string file, string hint)
    {
        _directory.Write($"revision/{file}", "version: 0.0\n");

        await ShouldBeRefusedAsync(hint);
    }

    [Fact]
    public async Task Push_AppSpecIsLeftOut_SaysSo()
    {
        WriteAll();
        _directory.Write("revision/.gitignore", "*.yml\n");

        await ShouldBeRefusedAsync("among the files that are left out", request => request with { LeaveOut = RevisionFilter.GitIgnored });
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("circle")]
    public async Task Push_LinkLeadsNowhere_IsRefused(string target)
    {
        WriteAll();
        File.CreateSymbolicLink(Path.Combine(Source, "circle"), target);

        await ShouldBeRefusedAsync("'circle' leads nowhere");
    }

    [Fact]
    public async Task Push_NameThatNoZipCanHold_IsRefused()
    {
        WriteAll();
        _directory.Write("revision/back\\slash", "x");

        await ShouldBeRefusedAsync("backslash");
    }

    [Fact]
    public async Task Push_ApplicationThatIsNoKey_IsRefused()
    {
        WriteAll();

        await ShouldBeRefusedAsync("'a//b'", request => request with { Application = "a//b" });
    }

    private void WriteAll()
    {
        _directory.Write("revision/appspec.yml", "version: 0.0\n");
        _directory.Write("revision/app/page.txt", "page");
        _directory.Write("revision/app/.hidden", "");
        _directory.Write("revision/.env", "");
        _directory.Write("revision/.git/config", "");
        _directory.WriteScript("revision/scripts/run.sh", "#!/bin/sh\n");
        _directory.MakeDirectory("revision/empty");
        File.CreateSymbolicLink(Path.Combine(Source, "app", "link"), "page.txt");
        File.CreateSymbolicLink(Path.Combine(Source, "folder"), "app");
    }

    private Task<RevisionPushResult> PushAsync(Func<RevisionPushRequest, RevisionPushRequest>? change = null)
    {
        var request = new RevisionPushRequest { Source = Source, Application = "shop", Form = RevisionForm.Zip };
        return new RevisionPush(_store).PushAsync(change?.Invoke(request) ?? request, Cancel);
    }

    private async Task ShouldBeRefusedAsync(string why, Func<RevisionPushRequest, RevisionPushRequest>? change = null)
    {
        var push = () => PushAsync(change);

        (await push.Should().ThrowAsync<RevisionRefusedException>()).Which.Message.Should().Contain(why);
        (await _store.ListAsync("", Cancel).CountAsync(Cancel)).Should().Be(0);
    }

    private async Task<IReadOnlyList<string>> NamesAsync(RevisionPushResult pushed)
    {
        using var zip = await OpenAsync(pushed);
        return [.. zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal)];
    }

    private async Task<ZipArchive> OpenAsync(RevisionPushResult pushed)
    {
        var copy = new MemoryStream();
        await (await _store.OpenReadAsync(pushed.Info.Key, Cancel)).CopyToAsync(copy, Cancel);
        return new ZipArchive(copy);
    }
}
