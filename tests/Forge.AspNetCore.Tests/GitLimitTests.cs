using System.Net;
using System.Net.Http.Headers;
using Forge.Git;
using Forge.Testing;

namespace Forge.AspNetCore.Tests;

public sealed class GitLimitTests : GitServerTest
{
    private const string UploadRefs = "/git/shop/info/refs?service=git-upload-pack";

    protected override void Configure(GitHostingOptions options)
    {
        options.MaxTransfers = 1;
        options.QueueTimeout = TimeSpan.Zero;
        options.MaxPushBytes = 64 * 1024;
        options.IdleTimeout = TimeSpan.FromSeconds(2);
    }

    [Fact]
    public async Task Post_TooManyTransfers_IsToldToComeBack()
    {
        using var slow = await RawRequest.SendAsync(Server.Address, Owner, "git-upload-pack", "");
        await WaitForProcessesAsync(any: true);

        using var response = await ProbeAsync();
        using var refs = await Server.SendAsync(HttpMethod.Get, UploadRefs, Owner);

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(5));
        refs.StatusCode.Should().Be(HttpStatusCode.OK, "advertisements have places of their own");
    }

    [Theory]
    [InlineData("git-upload-pack")]
    [InlineData("git-receive-pack")]
    public async Task Post_ClientGoesAway_EndsTheProcessesAndFreesThePlace(string target)
    {
        using (await RawRequest.SendAsync(Server.Address, Owner, target, "00"))
        {
            await WaitForProcessesAsync(any: true);
        }

        await WaitForProcessesAsync(any: false);
        (await ProbeUntilServedAsync()).Should().BeTrue();
        Directory.EnumerateFileSystemEntries(Path.Combine(Server.Root, "pushes")).Should().BeEmpty();
    }

    [Fact]
    public async Task Post_BodyStops_IsEndedAfterTheIdleTimeout()
    {
        using var slow = await RawRequest.SendAsync(Server.Address, Owner, "git-receive-pack", "00");
        await WaitForProcessesAsync(any: true);

        await WaitForProcessesAsync(any: false);

        (await ProbeUntilServedAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task Push_OverTheLimit_IsRefusedAndLeavesNothing()
    {
        await Git.InitAsync("work");
        var noise = new byte[256 * 1024];
        new Random(7).NextBytes(noise);
        await File.WriteAllBytesAsync(Git.Combine("work", "noise"), noise, Cancel);
        await Git.CommitAsync("work", "README", "second");

        var result = await Git.TryAsync("work", "push", ShopUrl, "main");

        result.Error.Should().Contain("pack exceeds maximum allowed size");
        (await ReadRefsAsync()).Should().BeEmpty();
        Directory.EnumerateDirectories(Server.Root, "tmp_objdir-*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    private async Task<HttpResponseMessage> ProbeAsync()
    {
        using var content = new ByteArrayContent("0000"u8.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-git-upload-pack-request");
        return await Server.SendAsync(HttpMethod.Post, "/git/shop/git-upload-pack", Owner, content);
    }

    private async Task<bool> ProbeUntilServedAsync()
    {
        var status = HttpStatusCode.ServiceUnavailable;
        await Eventually.BeTrueAsync(
            async () =>
            {
                using var response = await ProbeAsync();
                status = response.StatusCode;
                return status is not HttpStatusCode.ServiceUnavailable;
            },
            Cancel);
        return status is HttpStatusCode.OK;
    }

    // The repositories of a test have a path of their own, which is an argument of every git that serves them.
    private async Task WaitForProcessesAsync(bool any)
    {
        await Eventually.BeTrueAsync(
            () => Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])).Any(IsOurs) == any, Cancel);

        bool IsOurs(string process)
        {
            try
            {
                return File.ReadAllText(Path.Combine(process, "cmdline")).Contains($"{Server.Root}/repositories", StringComparison.Ordinal);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }
}
