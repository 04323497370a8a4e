using Forge.Deploy.Revisions;
using Forge.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Deploy.Tests.Revisions;

public sealed class RevisionDownloadTests : IAsyncDisposable
{
    private readonly HttpAnswer _answer = new() { Body = "content" };
    private readonly FakeTimeProvider _time = new();
    private readonly RevisionDownload _download;
    private readonly TempDirectory _directory = new();

    public RevisionDownloadTests() => _download = new RevisionDownload(_time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _download.Dispose();
        _directory.Dispose();
        await _answer.DisposeAsync();
    }

    [Fact]
    public async Task Fetch_ServerIsBusyAtFirst_IsAskedAgain()
    {
        _answer.Status = 503;
        await using var file = File.Create(_directory.Combine("f"));
        var fetching = _download.FetchAsync(_answer.Url, file, Cancel);
        await Eventually.BeTrueAsync(() => _answer.Questions == 1, Cancel);

        _answer.Status = 200;
        await PassAsync(fetching);

        await fetching;
        file.Length.Should().Be("content".Length);
        _answer.Questions.Should().Be(2);
    }

    [Fact]
    public async Task Fetch_ServerStaysBusy_GivesUpAfterFourAttempts()
    {
        _answer.Status = 500;
        await using var file = File.Create(_directory.Combine("f"));
        var fetching = _download.FetchAsync(_answer.Url, file, Cancel);

        await PassAsync(fetching);

        (await FluentActions.Awaiting(() => fetching).Should().ThrowAsync<DeploymentRefusedException>()).WithMessage("*the answer was 500*");
        _answer.Questions.Should().Be(4);
    }

    // Only the waits between attempts are on this clock's way: the answers come at once, long before the patience of a minute is over.
    private Task PassAsync(Task work) => Eventually.BeTrueAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return work.IsCompleted;
        },
        Cancel);
}
