using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Forge.Deploy;
using Forge.Deploy.Agents;

namespace Forge.AspNetCore.Tests.Agents;

/// <summary>What a server answers to clients that are no agents, or agents that lie.</summary>
public sealed class HostileAgentTests : IAsyncLifetime
{
    private readonly AgentServerSetup _setup = new() { Names = ["web-1", "web-2"] };
    private readonly HttpClient _client = new();
    private AgentServer? _server;
    private string _credential = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await AgentServer.StartAsync(_setup);
        await AgentHost.RegisterAsync(_server, _setup.Directory.Combine("web-1.json"));
        _credential = JsonDocument.Parse(await File.ReadAllTextAsync(_setup.Directory.Combine("web-1.json"), Cancel)).RootElement.GetProperty("credential").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server!.DisposeAsync();
        _setup.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer .")]
    [InlineData("Bearer web-1")]
    [InlineData("Bearer web-1.")]
    [InlineData("Bearer web-1.wrong")]
    [InlineData("Bearer web-2.wrong")]
    [InlineData("Bearer web-9.wrong")]
    [InlineData("Bearer WEB-1.{0}")]
    [InlineData("Bearer web-2.{0}")]
    [InlineData("Bearer web.{0}")]
    [InlineData("Bearer ../web-1.{0}")]
    [InlineData("Basic web-1.{0}")]
    [InlineData("Bearer web-1.{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}")]
    public async Task Poll_WrongCredential_IsRefused(string authorization)
    {
        var answer = await SendAsync(HttpMethod.Post, "poll", "{}", string.Format(null, authorization, _credential));

        answer.Status.Should().Be(HttpStatusCode.Unauthorized);
        _server!.Log.Ids.Should().Contain(3126);
    }

    [Theory]
    [InlineData("poll", "", AgentFailure.Protocol)]
    [InlineData("poll", "{", AgentFailure.Protocol)]
    [InlineData("poll", "null", AgentFailure.Protocol)]
    [InlineData("poll", "[]", AgentFailure.Protocol)]
    [InlineData("poll", "{\"session\":\"x\"}", AgentFailure.Protocol)]
    [InlineData("poll", "{\"session\":null,\"acknowledged\":0,\"running\":[]}", AgentFailure.Protocol)]
    [InlineData("poll", "{\"session\":\"x\",\"acknowledged\":\"many\",\"running\":[]}", AgentFailure.Protocol)]
    [InlineData("poll", "{\"session\":\"x\",\"acknowledged\":1e99,\"running\":[]}", AgentFailure.Protocol)]
    [InlineData("poll", "{\"session\":\"x\",\"acknowledged\":0,\"running\":[[[[[[[[[[]]]]]]]]]]}", AgentFailure.Protocol)]
    [InlineData("poll", "{\"session\":\"x\",\"acknowledged\":0,\"running\":[]}", AgentFailure.SessionEnded)]
    [InlineData("connect", "{\"instance\":\"x\"}", AgentFailure.Protocol)]
    [InlineData("end", "{\"session\":\"x\",\"command\":\"y\",\"output\":\"%%%\"}", AgentFailure.Protocol)]
    [InlineData("end", "{\"session\":\"x\",\"command\":\"y\"}", AgentFailure.SessionEnded)]
    [InlineData("leave", "{\"session\":\"x\"}", AgentFailure.SessionEnded)]
    [InlineData("output?session=x&command=y&offset=0&stream=output", "abc", AgentFailure.SessionEnded)]
    [InlineData("output?session=x", "abc", AgentFailure.SessionEnded, "command")]
    [InlineData("replace", "{\"credentialHash\":\"short\"}", AgentFailure.Protocol)]
    [InlineData("replace", "{\"credentialHash\":\"0000000000000000000000000000000000000000000000000000000000000000\"}", AgentFailure.Credential)]
    [InlineData("register", "{\"credentialHash\":\"0000000000000000000000000000000000000000000000000000000000000000\"}", AgentFailure.Invitation)]
    [InlineData("shutdown", "{}", AgentFailure.Protocol)]
    public async Task Request_Nonsense_IsRefusedByName(string path, string body, AgentFailure failure, string? parameter = null)
    {
        var answer = await SendAsync(HttpMethod.Post, path, body, Authorization);

        if (parameter is null)
        {
            answer.Body.Should().Contain($"\"{failure}\"");
        }

        ((int)answer.Status).Should().BeInRange(400, 426);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2")]
    [InlineData("one")]
    public async Task Request_OtherVersion_IsRefusedAndToldWhich(string? version)
    {
        var answer = await SendAsync(HttpMethod.Post, "poll", "{}", Authorization, version);

        answer.Status.Should().Be(HttpStatusCode.UpgradeRequired);
        answer.Body.Should().Contain("version 1");
    }

    [Fact]
    public async Task Request_LargeBody_IsNotKept()
    {
        var answer = await SendAsync(HttpMethod.Post, "end", new string('x', 1_500_000), Authorization);

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Request_BodyNeverEnds_DoesNotHoldOthersUp()
    {
        using var slow = new TcpClient();
        await slow.ConnectAsync(_server!.Address.Host, _server.Address.Port, Cancel);
        await slow.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"POST /agents/poll HTTP/1.1\r\nHost: x\r\nForge-Agent-Version: 1\r\nAuthorization: {Authorization}\r\nContent-Length: 1000\r\n\r\n{{"), Cancel);

        await using var agent = await AgentHost.StartAsync(_server.Address, _setup.Directory.Combine("web-1.json"));
        await using var session = await _server.Target("web-1").OpenAsync(Cancel);

        (await session.RunAsync(new DeployCommand { Arguments = ["true"] }, Cancel)).ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData("end", "\"output\":\"QUJD\",\"outputOffset\":1", HttpStatusCode.BadRequest)]
    [InlineData("end", "\"output\":\"QUJDRA==\"", HttpStatusCode.BadRequest)]
    [InlineData("end", "\"output\":\"QUJD\",\"outputOffset\":-1", HttpStatusCode.BadRequest)]
    [InlineData("end", "\"output\":\"QUJD\",\"exitCode\":5", HttpStatusCode.NoContent)]
    public async Task End_OutputThatWasNotAskedFor_IsRefused(string path, string fields, HttpStatusCode expected)
    {
        var session = await ConnectAsync();
        await using var opened = await _server!.Target("web-1").OpenAsync(Cancel);
        var running = opened.RunAsync(new DeployCommand { Arguments = ["true"], OutputLimit = 3 }, Cancel);
        var command = await TakeAsync(session);

        var answer = await SendAsync(HttpMethod.Post, path, $"{{\"session\":\"{session}\",\"command\":\"{command}\",{fields}}}", Authorization);
        var again = await SendAsync(HttpMethod.Post, path, $"{{\"session\":\"{session}\",\"command\":\"{command}\",\"exitCode\":5}}", Authorization);

        answer.Status.Should().Be(expected);
        (await running).ExitCode.Should().Be(5);
        again.Status.Should().BeOneOf(HttpStatusCode.NoContent, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task End_ByAnotherAgent_IsRefused()
    {
        await AgentHost.RegisterAsync(_server!, _setup.Directory.Combine("web-2.json"), "web-2");
        var other = JsonDocument.Parse(await File.ReadAllTextAsync(_setup.Directory.Combine("web-2.json"), Cancel)).RootElement.GetProperty("credential").GetString();
        var session = await ConnectAsync();
        await using var opened = await _server!.Target("web-1").OpenAsync(Cancel);
        using var stop = new CancellationTokenSource();
        var running = opened.RunAsync(new DeployCommand { Arguments = ["true"] }, stop.Token);
        var command = await TakeAsync(session);

        var answer = await SendAsync(HttpMethod.Post, "end", $"{{\"session\":\"{session}\",\"command\":\"{command}\",\"exitCode\":0}}", $"Bearer web-2.{other}");

        answer.Status.Should().Be(HttpStatusCode.Gone);
        running.IsCompleted.Should().BeFalse();
        await stop.CancelAsync();
        await running.Awaiting(r => r).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Poll_CommandWasReceivedButIsNotRunning_ItsCallerIsTold()
    {
        var session = await ConnectAsync();
        await using var opened = await _server!.Target("web-1").OpenAsync(Cancel);
        var running = opened.RunAsync(new DeployCommand { Arguments = ["true"] }, Cancel);
        await TakeAsync(session);

        await SendAsync(HttpMethod.Post, "poll", $"{{\"session\":\"{session}\",\"acknowledged\":1,\"running\":[]}}", Authorization);

        (await running.Awaiting(r => r).Should().ThrowAsync<DeployTargetException>()).Which.IsTransient.Should().BeTrue();
    }

    [Fact]
    public async Task Poll_AcknowledgesWhatWasNeverSent_IsRefused()
    {
        var session = await ConnectAsync();

        var answer = await SendAsync(HttpMethod.Post, "poll", $"{{\"session\":\"{session}\",\"acknowledged\":1,\"running\":[]}}", Authorization);

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
    }

    private string Authorization => $"Bearer web-1.{_credential}";

    private async Task<string> ConnectAsync()
    {
        var link = JsonDocument.Parse(await File.ReadAllTextAsync(_setup.Directory.Combine("web-1.json"), Cancel)).RootElement.GetProperty("link").GetString();
        var answer = await SendAsync(
            HttpMethod.Post,
            "connect",
            $$$"""{"instance":"me","link":"{{{link}}}","nextLink":"next","platform":{"operatingSystem":"linux","user":"me","isAdministrator":false,"bootId":""}}""",
            Authorization);
        answer.Status.Should().Be(HttpStatusCode.OK, answer.Body);
        return JsonDocument.Parse(Payload(JsonDocument.Parse(answer.Body).RootElement)).RootElement.GetProperty("session").GetString()!;
    }

    private async Task<string> TakeAsync(string session)
    {
        var answer = await SendAsync(HttpMethod.Post, "poll", $"{{\"session\":\"{session}\",\"acknowledged\":0,\"running\":[]}}", Authorization);
        var message = JsonDocument.Parse(answer.Body).RootElement.GetProperty("messages").EnumerateArray().Single();
        return JsonDocument.Parse(Payload(message)).RootElement.GetProperty("command").GetString()!;
    }

    private static byte[] Payload(JsonElement signed) => signed.GetProperty("payload").GetBytesFromBase64();

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, string body, string authorization, string? version = "1")
    {
        using var request = new HttpRequestMessage(method, new Uri($"{_server!.Address}/{path}")) { Content = new StringContent(body) };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (version is not null)
        {
            request.Headers.Add("Forge-Agent-Version", version);
        }

        using var answer = await _client.SendAsync(request, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
