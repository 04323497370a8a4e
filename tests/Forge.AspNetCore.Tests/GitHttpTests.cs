using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Forge.Git;

namespace Forge.AspNetCore.Tests;

public sealed class GitHttpTests : GitServerTest
{
    private const string UploadRefs = "/git/shop/info/refs?service=git-upload-pack";
    private const string ReceiveRefs = "/git/shop/info/refs?service=git-receive-pack";
    private const string ReceiveType = "application/x-git-receive-pack-request";
    private const string UploadType = "application/x-git-upload-pack-request";

    [Fact]
    public async Task InfoRefs_Version0_HasTheBannerAndNoCaching()
    {
        using var response = await Server.SendAsync(HttpMethod.Get, UploadRefs, Owner);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().Should().Be("application/x-git-upload-pack-advertisement");
        response.Headers.CacheControl!.NoCache.Should().BeTrue();
        (await response.Content.ReadAsStringAsync(Cancel)).Should().StartWith("001e# service=git-upload-pack\n0000");
    }

    [Theory]
    [InlineData("version=2", "000eversion 2\n")]
    [InlineData("version=1", "001e# service=git-upload-pack\n0000000eversion 1\n")]
    [InlineData("version=2;id", "001e# service=git-upload-pack\n0000")]
    [InlineData("version=2:x", "001e# service=git-upload-pack\n0000")]
    public async Task InfoRefs_GitProtocolHeader_IsObeyedOrIgnored(string header, string start)
    {
        Server.Client.DefaultRequestHeaders.TryAddWithoutValidation("Git-Protocol", header);

        using var response = await Server.SendAsync(HttpMethod.Get, UploadRefs, Owner);

        (await response.Content.ReadAsStringAsync(Cancel)).Should().StartWith(start);
    }

    [Fact]
    public async Task InfoRefs_ProtocolHeaderOfTenKilobytes_IsIgnored()
    {
        Server.Client.DefaultRequestHeaders.TryAddWithoutValidation("Git-Protocol", $"version=2{string.Concat(Enumerable.Repeat(":a=b", 2500))}");

        using var response = await Server.SendAsync(HttpMethod.Get, UploadRefs, Owner);

        (await response.Content.ReadAsStringAsync(Cancel)).Should().StartWith("001e# service=git-upload-pack\n0000");
    }

    [Fact]
    public async Task InfoRefs_ReceivePackInVersion2_KeepsTheBanner()
    {
        Server.Client.DefaultRequestHeaders.TryAddWithoutValidation("Git-Protocol", "version=2");

        using var response = await Server.SendAsync(HttpMethod.Get, ReceiveRefs, Owner);

        (await response.Content.ReadAsStringAsync(Cancel)).Should().StartWith("001f# service=git-receive-pack\n0000");
    }

    [Fact]
    public async Task InfoRefs_Head_IsAnsweredWithoutBody()
    {
        using var response = await Server.SendAsync(HttpMethod.Head, UploadRefs, Owner);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync(Cancel)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("/git/shop/info/refs?service=git-upload-pack")]
    [InlineData("/git/nothing/info/refs?service=git-upload-pack")]
    [InlineData("/git/shop/info/refs?service=git-receive-pack")]
    public async Task Get_Anonymous_IsChallengedWhateverExists(string path)
    {
        using var response = await Server.SendAsync(HttpMethod.Get, path, credential: null);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString().Should().Be("Basic realm=\"Forge\", charset=\"UTF-8\"");
    }

    [Theory]
    [InlineData("Basic !!!")]
    [InlineData("Basic b3duZXI=")]
    [InlineData("Basic")]
    [InlineData("Basic /////w==")]
    [InlineData("Bearer abc")]
    [InlineData("Basic b3duZXI6d3Jvbmc=")]
    [InlineData("Basic bm9ib2R5Ondyb25n")]
    [InlineData("Basic Og==")]
    public async Task Get_BadAuthorization_IsChallengedAgain(string header)
    {
        Server.Client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);

        using var response = await Server.SendAsync(HttpMethod.Get, UploadRefs, credential: null);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Get_ReissuedCredential_RefusesTheOldOneAtOnce()
    {
        using var before = await Server.SendAsync(HttpMethod.Get, UploadRefs, Owner);
        var renewed = await Server.Users.ReissueAsync("owner", Cancel);

        using var old = await Server.SendAsync(HttpMethod.Get, UploadRefs, Owner);
        using var current = await Server.SendAsync(HttpMethod.Get, UploadRefs, renewed);

        (before.StatusCode, old.StatusCode, current.StatusCode).Should().Be((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK));
    }

    [Theory]
    [InlineData("/git/nothing/info/refs?service=git-upload-pack")]
    [InlineData("/git/..%2f..%2fetc/info/refs?service=git-upload-pack")]
    [InlineData("/git/%2e%2e/info/refs?service=git-upload-pack")]
    [InlineData("/git/a/../b/info/refs?service=git-upload-pack")]
    [InlineData("/git/a/b/info/refs?service=git-upload-pack")]
    [InlineData("/git/shop%0a/info/refs?service=git-upload-pack")]
    [InlineData("/git/shop%0d/info/refs?service=git-upload-pack")]
    [InlineData("/git/shop%09/info/refs?service=git-upload-pack")]
    [InlineData("/git/shop%5c/info/refs?service=git-upload-pack")]
    [InlineData("/git/-upload-pack=id/info/refs?service=git-upload-pack")]
    [InlineData("/git/--help/info/refs?service=git-upload-pack")]
    [InlineData("/git/shop.git.git/info/refs?service=git-upload-pack")]
    [InlineData("/git/shop.lock/info/refs?service=git-upload-pack")]
    [InlineData("/git/SHOP/info/refs?service=git-upload-pack")]
    [InlineData("/git/sh%C3%B6p/info/refs?service=git-upload-pack")]
    [InlineData("/git//info/refs?service=git-upload-pack")]
    [InlineData("/git/shop")]
    [InlineData("/git/shop/HEAD")]
    [InlineData("/git/shop/config")]
    [InlineData("/git/shop/objects/info/packs")]
    [InlineData("/git/shop/objects/11/11111111111111111111111111111111111111")]
    [InlineData("/git/shop/hooks/pre-receive")]
    [InlineData("/git/shop/git-upload-archive")]
    public async Task Get_NoSuchThing_IsNotFound(string path)
    {
        using var response = await Server.SendAsync(HttpMethod.Get, path, Owner);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Get_ZeroByteInTheName_IsRefused()
    {
        using var response = await Server.SendAsync(HttpMethod.Get, "/git/shop%00/info/refs?service=git-upload-pack", Owner);

        ((int)response.StatusCode).Should().BeInRange(400, 404);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("?service=")]
    [InlineData("?service=git-evil")]
    [InlineData("?service=upload-pack")]
    [InlineData("?service=git-upload-archive")]
    [InlineData("?service=git-receive-pack&service=git-upload-pack")]
    [InlineData("?service=git-upload-pack&service=git-receive-pack")]
    [InlineData("?service=git-upload-pack&x=1")]
    [InlineData("?x=1&service=git-upload-pack")]
    public async Task InfoRefs_NotExactlyOneService_IsForbidden(string query)
    {
        using var response = await Server.SendAsync(HttpMethod.Get, $"/git/shop/info/refs{query}", Owner);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("PUT", UploadRefs, "GET, HEAD")]
    [InlineData("DELETE", UploadRefs, "GET, HEAD")]
    [InlineData("POST", UploadRefs, "GET, HEAD")]
    [InlineData("PUT", "/git/shop/info/refs", "GET, HEAD")]
    [InlineData("GET", "/git/shop/git-upload-pack", "POST")]
    [InlineData("PUT", "/git/shop/git-receive-pack", "POST")]
    [InlineData("DELETE", "/git/shop/git-receive-pack", "POST")]
    public async Task Send_WrongMethod_IsNotAllowed(string method, string path, string allowed)
    {
        using var response = await Server.SendAsync(new HttpMethod(method), path, Owner);

        response.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.Should().Equal(allowed.Split(", "));
    }

    [Theory]
    [InlineData("git-upload-pack", null)]
    [InlineData("git-upload-pack", "text/plain")]
    [InlineData("git-upload-pack", ReceiveType)]
    [InlineData("git-upload-pack", "application/x-git-upload-pack-request; charset=utf-8")]
    [InlineData("git-receive-pack", UploadType)]
    public async Task Post_WrongContentType_IsUnsupported(string target, string? type)
    {
        using var content = Body("0000"u8.ToArray(), type);

        using var response = await Server.SendAsync(HttpMethod.Post, $"/git/shop/{target}", Owner, content);

        response.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("git-upload-pack", UploadType)]
    [InlineData("git-receive-pack", ReceiveType)]
    public async Task Post_Probe_IsAnsweredWithNothing(string target, string type)
    {
        using var content = Body("0000"u8.ToArray(), type);

        using var response = await Server.SendAsync(HttpMethod.Post, $"/git/shop/{target}", Owner, content);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync(Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task ReaderOfTheRepository_MayCloneButNotPush()
    {
        await PushFirstAsync();
        var reader = await Server.CreateUserAsync("reader", GitAccessPolicy.ForRepositories(["shop"], []));
        using var probe = Body("0000"u8.ToArray(), ReceiveType);

        using var clone = await Server.SendAsync(HttpMethod.Get, UploadRefs, reader);
        using var push = await Server.SendAsync(HttpMethod.Get, ReceiveRefs, reader);
        using var confused = await Server.SendAsync(HttpMethod.Post, "/git/shop/git-receive-pack?service=git-upload-pack", reader, probe);

        (clone.StatusCode, push.StatusCode, confused.StatusCode).Should().Be((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden));
        (await push.Content.ReadAsStringAsync(Cancel)).Should().Be("'reader' may not push to 'shop'.\n");
    }

    [Fact]
    public async Task Outsider_CannotTellAHiddenRepositoryFromNone()
    {
        var outsider = await Server.CreateUserAsync("outsider", GitAccessPolicy.ForRepositories(["other"], []));

        using var hidden = await Server.SendAsync(HttpMethod.Get, UploadRefs, outsider);
        using var none = await Server.SendAsync(HttpMethod.Get, "/git/nothing/info/refs?service=git-upload-pack", outsider);

        (hidden.StatusCode, none.StatusCode).Should().Be((HttpStatusCode.NotFound, HttpStatusCode.NotFound));
        (await hidden.Content.ReadAsStringAsync(Cancel)).Should().Be(await none.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("ffff1234")]
    [InlineData("0003")]
    [InlineData("000x")]
    [InlineData("")]
    [InlineData("0032want 1111111111111111111111111111111111111111\n0000")]
    public async Task Post_BrokenFraming_EndsWithoutHarm(string body)
    {
        using var upload = Body(Encoding.ASCII.GetBytes(body), UploadType);
        using var receive = Body(Encoding.ASCII.GetBytes(body), ReceiveType);

        using var first = await Server.SendAsync(HttpMethod.Post, "/git/shop/git-upload-pack", Owner, upload);
        using var second = await Server.SendAsync(HttpMethod.Post, "/git/shop/git-receive-pack", Owner, receive);

        ((int)first.StatusCode).Should().BeOneOf(200, 500);
        ((int)second.StatusCode).Should().BeOneOf(200, 500);
        (await ReadRefsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Post_UnknownEncoding_IsRefused(string encoding)
    {
        using var content = Body("0000"u8.ToArray(), UploadType, encoding);

        using var response = await Server.SendAsync(HttpMethod.Post, "/git/shop/git-upload-pack", Owner, content);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    public async Task Post_Gzip_IsInflated(string encoding)
    {
        using var content = Body(Compress("0000"u8.ToArray()), UploadType, encoding);

        using var response = await Server.SendAsync(HttpMethod.Post, "/git/shop/git-upload-pack", Owner, content);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Post_NoGzipAtAll_IsABadRequest()
    {
        using var content = Body("this is no gzip"u8.ToArray(), ReceiveType, "gzip");

        using var response = await Server.SendAsync(HttpMethod.Post, "/git/shop/git-receive-pack", Owner, content);

        ((int)response.StatusCode).Should().BeOneOf(200, 400);
        (await ReadRefsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Post_GzipBomb_IsRefusedEarly()
    {
        const int Bomb = 256 * 1024 * 1024;
        using var content = Body(Compress(new byte[Bomb]), ReceiveType, "gzip");
        var before = GC.GetTotalAllocatedBytes();

        using var response = await Server.SendAsync(HttpMethod.Post, "/git/shop/git-receive-pack", Owner, content);

        ((int)response.StatusCode).Should().BeOneOf(200, 500);
        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(Bomb / 8);
    }

    private static ByteArrayContent Body(byte[] bytes, string? type, string? encoding = null)
    {
        var content = new ByteArrayContent(bytes);
        if (type is not null)
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return content;
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }
}
