using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Agents.Polling;

/// <summary>Speaks to the server over HTTP. Believes nothing that the server has not signed, and reads no more than is allowed.</summary>
internal sealed class AgentClient : IDisposable
{
    private const int MostRequests = 64;

    private readonly HttpClient _http;
    private readonly Uri _server;
    private readonly TimeSpan _patience;
    private readonly MessageVerifier _verifier;
    private readonly SemaphoreSlim _requests = new(MostRequests);

    /// <summary>Initializes a new instance of the <see cref="AgentClient"/> class.</summary>
    /// <param name="settings">Where the server is.</param>
    /// <param name="registration">Who the agent is.</param>
    /// <exception cref="AgentException">A certificate or a key of the registration cannot be read.</exception>
    public AgentClient(ServerSettings settings, Registration registration)
    {
        _server = new Uri(settings.Server.AbsoluteUri.TrimEnd('/') + "/");
        Registration = registration;
        _patience = settings.AnswerTimeout;
        try
        {
            _verifier = new MessageVerifier(registration.ServerKey);
        }
        catch (CryptographicException e)
        {
            throw new AgentException("The server's key in the registration is none. Register this machine anew.", AgentFailure.RegistrationFile, e);
        }

        _http = new HttpClient(AgentConnectionSettings.Create(settings.Proxy, registration)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Gets who the agent is.</summary>
    public Registration Registration { get; private set; }

    /// <summary>Changes the credential, between requests: one with the old credential must not arrive after one with the new.</summary>
    public async Task ChangeAsync(Registration registration, CancellationToken cancellationToken)
    {
        var taken = 0;
        try
        {
            for (; taken < MostRequests; taken++)
            {
                await _requests.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            Registration = registration;
        }
        finally
        {
            if (taken > 0)
            {
                _requests.Release(taken);
            }
        }
    }

    /// <summary>Takes up an invitation.</summary>
    public Task<RegisterAnswer> RegisterAsync(string invitation, CancellationToken cancellationToken)
    {
        var request = Post(AgentProtocol.Register, new RegisterRequest(BearerCredential.Hash(Registration.Credential)), AgentJson.Default.RegisterRequest);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {invitation}");
        return AskAsync(request, AgentJson.Default.RegisterAnswer, _patience, cancellationToken);
    }

    /// <summary>Tells the server the hash of the next credential.</summary>
    public Task<RegisterAnswer> ReplaceAsync(string nextCredential, CancellationToken cancellationToken) => AskAsync(
        Post(AgentProtocol.Replace, new RegisterRequest(BearerCredential.Hash(nextCredential)), AgentJson.Default.RegisterRequest), AgentJson.Default.RegisterAnswer, _patience, cancellationToken);

    /// <summary>Begins a session.</summary>
    public async Task<ConnectAnswer> ConnectAsync(ConnectRequest connect, CancellationToken cancellationToken)
    {
        var request = Post(AgentProtocol.Connect, connect, AgentJson.Default.ConnectRequest);
        var signed = await AskAsync(request, AgentJson.Default.SignedMessage, _patience, cancellationToken).ConfigureAwait(false);
        var answer = Opened(signed, MessageVerifier.Session, AgentJson.Default.ConnectAnswer);
        return answer.Agent == Registration.Agent && answer.Instance == connect.Instance && answer.Nonce == connect.Nonce
            ? answer
            : throw new AgentException("The server's answer is for another agent, or was sent before.", AgentFailure.Protocol);
    }

    /// <summary>Waits for messages.</summary>
    public Task<PollAnswer> PollAsync(PollRequest poll, TimeSpan pollTime, CancellationToken cancellationToken) => AskAsync(
        Post(AgentProtocol.Poll, poll, AgentJson.Default.PollRequest), AgentJson.Default.PollAnswer, pollTime + _patience, cancellationToken);

    /// <summary>Reads a message.</summary>
    /// <exception cref="AgentException">The server has not signed it, or it makes no sense.</exception>
    public AgentMessage Open(SignedMessage? message) => message is null
        ? throw new AgentException("The server's answer holds a message that is none.", AgentFailure.Protocol)
        : Opened(message, MessageVerifier.Command, AgentJson.Default.AgentMessage);

    /// <summary>Fetches a part of a command's input.</summary>
    public async Task<InputBlock> FetchAsync(string session, string command, long offset, CancellationToken cancellationToken)
    {
        var path = FormattableString.Invariant($"{AgentProtocol.Input}?session={Uri.EscapeDataString(session)}&command={Uri.EscapeDataString(command)}&offset={offset}");
        var (headers, body) = await SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(_server, path)), _patience, cancellationToken).ConfigureAwait(false);
        var block = new InputBlock(offset, body, Header(headers, AgentProtocol.EndHeader) == "true");
        var text = MessageVerifier.BlockText(Registration.Agent, session, command, block);
        var signature = new byte[Header(headers, AgentProtocol.SignatureHeader)?.Length ?? 0];
        return Convert.TryFromBase64String(Header(headers, AgentProtocol.SignatureHeader) ?? "", signature, out var length)
            && _verifier.Verify(MessageVerifier.Block, text, signature.AsSpan(0, length))
                ? block
                : throw new AgentException("A part of a command's input was not signed by the server.", AgentFailure.Protocol);
    }

    /// <summary>Sends a part of what a command has printed.</summary>
    public Task SendOutputAsync(string path, ReadOnlyMemory<byte> part, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(_server, path)) { Content = new ReadOnlyMemoryContent(part) }, _patience, cancellationToken);

    /// <summary>Reports the end of a command.</summary>
    public Task EndAsync(EndReport report, CancellationToken cancellationToken) =>
        SendAsync(Post(AgentProtocol.End, report, AgentJson.Default.EndReport), _patience, cancellationToken);

    /// <summary>Ends the session.</summary>
    public Task LeaveAsync(string session, CancellationToken cancellationToken) =>
        SendAsync(Post(AgentProtocol.Leave, new LeaveRequest(session), AgentJson.Default.LeaveRequest), _patience, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _requests.Dispose();
        _verifier.Dispose();
    }

    private static string? Header(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    private static T Parsed<T>(ReadOnlySpan<byte> bytes, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new AgentException("The server's answer is not what the protocol says. Is the address that of a Forge server?", AgentFailure.Protocol, e);
        }
    }

    private HttpRequestMessage Post<T>(string path, T value, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, new Uri(_server, path)) { Content = content };
    }

    private T Opened<T>(SignedMessage message, string purpose, JsonTypeInfo<T> type)
        where T : class => _verifier.Verify(purpose, message.Payload, message.Signature)
            ? Parsed(message.Payload, type)
            : throw new AgentException("A message that claims to come from the server was not signed by it. Somebody is between, or the server has a new key: then register this machine anew.", AgentFailure.Protocol);

    private async Task<T> AskAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, TimeSpan patience, CancellationToken cancellationToken)
        where T : class
    {
        var (_, body) = await SendAsync(request, patience, cancellationToken).ConfigureAwait(false);
        return Parsed(body.Span, type);
    }

    private async Task<(HttpResponseHeaders Headers, ReadOnlyMemory<byte> Body)> SendAsync(HttpRequestMessage request, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var sent = request;
        await _requests.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await SendNowAsync(sent, patience, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _requests.Release();
        }
    }

    private async Task<(HttpResponseHeaders Headers, ReadOnlyMemory<byte> Body)> SendNowAsync(HttpRequestMessage sent, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        sent.Headers.Add(AgentProtocol.VersionHeader, AgentProtocol.Version.ToString(CultureInfo.InvariantCulture));
        if (!sent.Headers.Contains("Authorization"))
        {
            sent.Headers.TryAddWithoutValidation("Authorization", new BearerCredential(Registration.Agent, new SecretValue(Registration.Credential)).ToHeader());
        }

        try
        {
            using var answer = await _http.SendAsync(sent, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
            var body = await ReadAsync(answer.Content, deadline.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? (answer.Headers, body) : throw Refusal(answer.StatusCode, body);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.SecureConnectionError && e.InnerException is AuthenticationException)
        {
            throw new AgentException(
                $"The server '{_server}' does not have the certificate that it should have: {e.InnerException.Message} Nothing was sent to it.", AgentFailure.Insecure, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new AgentException($"The server '{_server}' does not answer: {Reason(e)}", AgentFailure.Unreachable, e);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var isTooLarge = content.Headers.ContentLength > AgentProtocol.MostAnswerBytes;
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var body = isTooLarge ? null : await BoundedBody.ReadAsync(stream, AgentProtocol.MostAnswerBytes, cancellationToken).ConfigureAwait(false);
        return body ?? throw new AgentException("The server's answer is too large.", AgentFailure.Protocol);
    }

    private static string Reason(Exception e) => e is OperationCanceledException ? "it took too long." : e.InnerException?.Message ?? e.Message;

    private AgentException Refusal(HttpStatusCode status, ReadOnlyMemory<byte> body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body.Span, AgentJson.Default.AgentProblem) is { } problem)
            {
                return new AgentException(problem.Message, problem.Failure);
            }
        }
        catch (JsonException)
        {
            // A proxy on the way answers in its own words.
        }

        return new AgentException($"The server '{_server}' answers with status {(int)status}.", AgentFailure.Unreachable);
    }
}
