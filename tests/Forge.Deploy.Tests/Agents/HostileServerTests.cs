using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Forge.Deploy.Agents;
using Forge.Deploy.Agents.Polling;
using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Tests.Agents;

/// <summary>What an agent does about a server that lies, or somebody between them.</summary>
public sealed class HostileServerTests : IAsyncDisposable
{
    private static readonly ConnectRequest Connect = new()
    {
        Instance = "i",
        Link = "l",
        NextLink = "n",
        Platform = new AgentPlatform { OperatingSystem = "linux", User = "root", IsAdministrator = true, BootId = "" },
    };

    private readonly HttpListener _listener = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly AgentClient _client;
    private Action<HttpListenerResponse> _answer = _ => { };
    private Task _serving = Task.CompletedTask;

    public HostileServerTests()
    {
        var port = Start();
        _client = new AgentClient(
            new ServerSettings(new Uri($"http://127.0.0.1:{port}/agents"), Proxy: null, TimeSpan.FromSeconds(1)),
            new Registration { Agent = "web-1", ServerKey = AgentScene.Signer.PublicKey, Credential = "s3cret", Link = "l" });
    }

    public static TheoryData<string> Lies => ["nothing", "garbage", "html", "empty object", "too large", "unsigned", "signed by another", "signed for something else", "for another agent", "replayed", "recorded before", "redirect"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _client.Dispose();
        _listener.Close();
        await _serving;
        _stop.Dispose();
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task ConnectAsync_Lie_IsNotBelieved(string lie)
    {
        _answer = response => Lie(lie, response);

        var connecting = () => _client.ConnectAsync(Connect, Cancel);

        (await connecting.Should().ThrowAsync<AgentException>()).Which.Failure.Should().Be(lie is "redirect" ? AgentFailure.Unreachable : AgentFailure.Protocol);
    }

    [Fact]
    public async Task ConnectAsync_Truth_IsBelieved()
    {
        _answer = response => Write(response, Json(Signed(AgentScene.Signer, MessageVerifier.Session, AgentScene.Answer)));

        (await _client.ConnectAsync(Connect, Cancel)).Should().Be(AgentScene.Answer);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(404)]
    public async Task ConnectAsync_ProxyAnswersInItsOwnWords_IsTriedAgain(int status)
    {
        _answer = response =>
        {
            response.StatusCode = status;
            Write(response, "<html>"u8.ToArray());
        };

        (await _client.Awaiting(c => c.ConnectAsync(Connect, Cancel)).Should().ThrowAsync<AgentException>()).Which.IsTransient.Should().BeTrue();
    }

    [Fact]
    public async Task ConnectAsync_AnswerNeverEnds_IsGivenUp()
    {
        _answer = response =>
        {
            response.SendChunked = true;
            response.OutputStream.Write("{"u8);
            response.OutputStream.Flush();
        };

        (await _client.Awaiting(c => c.ConnectAsync(Connect, Cancel)).Should().ThrowAsync<AgentException>()).Which.IsTransient.Should().BeTrue();
    }

    [Theory]
    [InlineData("none")]
    [InlineData("other bytes")]
    [InlineData("other offset")]
    [InlineData("other command")]
    [InlineData("other end")]
    [InlineData("garbage")]
    public async Task FetchAsync_BlockIsNotTheOneThatWasSigned_IsRefused(string lie)
    {
        var block = new InputBlock(0, "abc"u8.ToArray(), IsLast: true);
        var signature = Convert.ToBase64String(AgentScene.Signer.Sign(MessageVerifier.Block, MessageVerifier.BlockText("web-1", "s", lie == "other command" ? "d" : "c", block)));
        _answer = response =>
        {
            response.AddHeader(AgentProtocol.EndHeader, lie == "other end" ? "false" : "true");
            if (lie != "none")
            {
                response.AddHeader(AgentProtocol.SignatureHeader, lie == "garbage" ? "%%%" : signature);
            }

            Write(response, lie == "other bytes" ? "abd"u8.ToArray() : "abc"u8.ToArray());
        };

        var fetching = () => _client.FetchAsync("s", "c", lie == "other offset" ? 1 : 0, Cancel);

        (await fetching.Should().ThrowAsync<AgentException>()).Which.Failure.Should().Be(AgentFailure.Protocol);
    }

    [Fact]
    public void Open_ForgedMessage_IsRefused()
    {
        using var other = new MessageSigner(ECDsa.Create(ECCurve.NamedCurves.nistP256));

        _client.Open(Signed(AgentScene.Signer, MessageVerifier.Command, AgentScene.Message)).Should().BeEquivalentTo(AgentScene.Message);
        _client.Invoking(c => c.Open(Signed(other, MessageVerifier.Command, AgentScene.Message))).Should().Throw<AgentException>();
        _client.Invoking(c => c.Open(null)).Should().Throw<AgentException>();
        _client.Invoking(c => c.Open(Signed(AgentScene.Signer, MessageVerifier.Session, AgentScene.Message))).Should().Throw<AgentException>();
    }

    private static SignedMessage Signed<T>(MessageSigner signer, string purpose, T value)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(value, typeof(T), AgentJson.Default);
        return new SignedMessage(payload, signer.Sign(purpose, payload));
    }

    private static byte[] Json(SignedMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, AgentJson.Default.SignedMessage);

    private static void Write(HttpListenerResponse response, byte[] body)
    {
        response.ContentLength64 = body.Length;
        response.OutputStream.Write(body);
        response.Close();
    }

    private static void Lie(string lie, HttpListenerResponse response)
    {
        if (lie == "redirect")
        {
            response.StatusCode = 302;
            response.RedirectLocation = "http://127.0.0.1:1/agents/connect";
        }

        using var other = new MessageSigner(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        Write(response, lie switch
        {
            "garbage" => [0, 255, 1],
            "html" => Encoding.UTF8.GetBytes("<html>Welcome</html>"),
            "empty object" => Encoding.UTF8.GetBytes("{}"),
            "too large" => Encoding.UTF8.GetBytes($"\"{new string('x', AgentProtocol.MostAnswerBytes)}\""),
            "unsigned" => Json(new SignedMessage(JsonSerializer.SerializeToUtf8Bytes(AgentScene.Answer, AgentJson.Default.ConnectAnswer), [])),
            "signed by another" => Json(Signed(other, MessageVerifier.Session, AgentScene.Answer)),
            "signed for something else" => Json(Signed(AgentScene.Signer, MessageVerifier.Command, AgentScene.Answer)),
            "for another agent" => Json(Signed(AgentScene.Signer, MessageVerifier.Session, AgentScene.Answer with { Agent = "web-2" })),
            "replayed" => Json(Signed(AgentScene.Signer, MessageVerifier.Session, AgentScene.Answer with { Instance = "j" })),
            "recorded before" => Json(Signed(AgentScene.Signer, MessageVerifier.Session, AgentScene.Answer with { Nonce = "an earlier one" })),
            _ => [],
        });
    }

    private int Start()
    {
        // The listener cannot choose a port.
        for (var port = 20000 + (Environment.ProcessId % 20000); ; port++)
        {
            try
            {
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                _listener.Start();
                _serving = Task.Run(ServeAsync);
                return port;
            }
            catch (HttpListenerException)
            {
                continue;
            }
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var context = await _listener.GetContextAsync();
                try
                {
                    _answer(context.Response);
                }
                catch (Exception e) when (e is HttpListenerException or IOException)
                {
                    // The client has read enough.
                }
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
