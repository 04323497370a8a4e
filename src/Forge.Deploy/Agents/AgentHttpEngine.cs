using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Forge.Deploy.Agents.Connections;
using Forge.Deploy.Agents.Identities;
using Forge.Deploy.Agents.Protocol;
using Forge.Journal;
using Microsoft.Extensions.Logging;

namespace Forge.Deploy.Agents;

/// <summary>Answers polling agents over HTTP, with nothing of a web server in it.</summary>
/// <remarks>Safe for concurrent use. Forge.AspNetCore puts it behind <c>MapForgeAgents()</c>.</remarks>
public sealed partial class AgentHttpEngine
{
    private readonly AgentHub _hub;
    private readonly AgentAdmission _admission;
    private readonly MessageSigner _signer;
    private readonly AgentHostingOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<AgentHttpEngine> _logger;

    internal AgentHttpEngine(
        AgentHub hub, AgentAdmission admission, MessageSigner signer, AgentHostingOptions options, TimeProvider timeProvider, ILogger<AgentHttpEngine> logger)
    {
        _hub = hub;
        _admission = admission;
        _signer = signer;
        _options = options;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Answers a request. A poll takes as long as <see cref="AgentHostingOptions.PollTime"/> when there is nothing to do.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone.</param>
    /// <returns>The answer; a refusal is one too.</returns>
    public async Task<AgentHttpResponse> HandleAsync(AgentHttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            return await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (AgentException e)
        {
            return AgentAnswers.Refusal(e);
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException)
        {
            return AgentAnswers.Refusal(new AgentException("The request is not what the protocol says.", AgentFailure.Protocol));
        }
        catch (JournalException e)
        {
            Log.JournalFailed(_logger, e);
            return AgentAnswers.Refusal(new AgentException("The host cannot answer at the moment. Try again later.", AgentFailure.Unreachable));
        }
    }

    private static string Parameter(AgentHttpRequest request, string name) =>
        request.Query.GetValueOrDefault(name) ?? throw new AgentException($"The parameter '{name}' is missing.", AgentFailure.Protocol);

    private static long Offset(AgentHttpRequest request) => long.Parse(Parameter(request, "offset"), NumberStyles.None, CultureInfo.InvariantCulture);

    private static async Task<T> ReadAsync<T>(AgentHttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var bytes = await ReadAsync(request, cancellationToken).ConfigureAwait(false);
        return JsonSerializer.Deserialize(bytes.Span, type) ?? throw new JsonException();
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(AgentHttpRequest request, CancellationToken cancellationToken) =>
        await BoundedBody.ReadAsync(request.Body, AgentProtocol.MostRequestBytes, cancellationToken).ConfigureAwait(false)
        ?? throw new AgentException("The body is too large.", AgentFailure.Protocol);

    private async Task<AgentHttpResponse> AnswerAsync(AgentHttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.IsPrivate)
        {
            throw new AgentException("Agents are served over https only.", AgentFailure.Insecure);
        }

        if (request.Version != AgentProtocol.Version.ToString(CultureInfo.InvariantCulture))
        {
            throw new AgentException($"This host speaks version {AgentProtocol.Version} of the agents' protocol. Use an agent of the same release.", AgentFailure.Version);
        }

        if ((request.Method, request.Path) is ("POST", AgentProtocol.Register))
        {
            var register = await ReadAsync(request, AgentJson.Default.RegisterRequest, cancellationToken).ConfigureAwait(false);
            return AgentAnswers.Json(await _admission.RegisterAsync(request, register, cancellationToken).ConfigureAwait(false), AgentJson.Default.RegisterAnswer);
        }

        // Who asks comes before what is asked: a stranger's body is not even read.
        var (agent, state) = await _admission.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
        return (request.Method, request.Path) switch
        {
            ("POST", AgentProtocol.Replace) => await ReplaceAsync(agent, request, cancellationToken).ConfigureAwait(false),
            ("POST", AgentProtocol.Connect) => await ConnectAsync(agent, state, request, cancellationToken).ConfigureAwait(false),
            ("POST", AgentProtocol.Poll) => await PollAsync(agent, request, cancellationToken).ConfigureAwait(false),
            ("GET", AgentProtocol.Input) => await InputAsync(agent, request).ConfigureAwait(false),
            ("POST", AgentProtocol.Output) => await OutputAsync(agent, request, cancellationToken).ConfigureAwait(false),
            ("POST", AgentProtocol.End) => await EndAsync(agent, request, cancellationToken).ConfigureAwait(false),
            ("POST", AgentProtocol.Leave) => await LeaveAsync(agent, request, cancellationToken).ConfigureAwait(false),
            _ => throw new AgentException($"There is nothing at '{request.Path}' for {request.Method}.", AgentFailure.Protocol),
        };
    }

    // A body may come slowly, and the credential may have been taken back before its end.
    private async Task StillHoldsAsync(string agent, AgentHttpRequest request, CancellationToken cancellationToken)
    {
        if ((await _admission.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false)).Agent != agent)
        {
            throw new AgentException("The credential is another agent's now.", AgentFailure.Credential);
        }
    }

    private async Task<AgentHttpResponse> ReplaceAsync(string agent, AgentHttpRequest request, CancellationToken cancellationToken)
    {
        var next = await ReadAsync(request, AgentJson.Default.RegisterRequest, cancellationToken).ConfigureAwait(false);
        await StillHoldsAsync(agent, request, cancellationToken).ConfigureAwait(false);
        return AgentAnswers.Json(await _admission.ReplaceAsync(agent, next, cancellationToken).ConfigureAwait(false), AgentJson.Default.RegisterAnswer);
    }

    private async Task<AgentHttpResponse> ConnectAsync(string agent, AgentState state, AgentHttpRequest request, CancellationToken cancellationToken)
    {
        var connect = await ReadAsync(request, AgentJson.Default.ConnectRequest, cancellationToken).ConfigureAwait(false);
        await StillHoldsAsync(agent, request, cancellationToken).ConfigureAwait(false);
        var connection = await _hub.ConnectAsync(agent, connect, cancellationToken).ConfigureAwait(false);
        var now = _timeProvider.GetUtcNow();
        var answer = new ConnectAnswer
        {
            Agent = agent,
            Instance = connection.Instance,
            Nonce = connect.Nonce,
            Session = connection.Session,
            ServerTime = now,
            PollSeconds = _options.PollTime.TotalSeconds,
            CredentialSeconds = (state.Expires - now)?.TotalSeconds,
        };
        var payload = JsonSerializer.SerializeToUtf8Bytes(answer, AgentJson.Default.ConnectAnswer);
        return AgentAnswers.Json(new SignedMessage(payload, _signer.Sign(MessageVerifier.Session, payload)), AgentJson.Default.SignedMessage);
    }

    private async Task<AgentHttpResponse> PollAsync(string agent, AgentHttpRequest request, CancellationToken cancellationToken)
    {
        var poll = await ReadAsync(request, AgentJson.Default.PollRequest, cancellationToken).ConfigureAwait(false);
        await StillHoldsAsync(agent, request, cancellationToken).ConfigureAwait(false);
        var answer = await _hub.Find(agent, poll.Session).PollAsync(poll, cancellationToken).ConfigureAwait(false);
        return AgentAnswers.Json(answer, AgentJson.Default.PollAnswer);
    }

    private async Task<AgentHttpResponse> InputAsync(string agent, AgentHttpRequest request)
    {
        var session = Parameter(request, "session");
        var command = Parameter(request, "command");
        var block = await _hub.Find(agent, session).Find(command).ReadInputAsync(Offset(request)).ConfigureAwait(false);
        return AgentAnswers.Block(block, _signer.Sign(MessageVerifier.Block, MessageVerifier.BlockText(agent, session, command, block)));
    }

    private async Task<AgentHttpResponse> OutputAsync(string agent, AgentHttpRequest request, CancellationToken cancellationToken)
    {
        var part = await ReadAsync(request, cancellationToken).ConfigureAwait(false);
        var command = _hub.Find(agent, Parameter(request, "session")).Find(Parameter(request, "command"));
        if (Parameter(request, "stream") == "error")
        {
            command.AddError(Offset(request), part.Span);
        }
        else
        {
            command.AddOutput(Offset(request), part.Span);
        }

        return AgentAnswers.Done;
    }

    private async Task<AgentHttpResponse> EndAsync(string agent, AgentHttpRequest request, CancellationToken cancellationToken)
    {
        var report = await ReadAsync(request, AgentJson.Default.EndReport, cancellationToken).ConfigureAwait(false);
        _hub.Find(agent, report.Session).Find(report.Command).End(report);
        return AgentAnswers.Done;
    }

    private async Task<AgentHttpResponse> LeaveAsync(string agent, AgentHttpRequest request, CancellationToken cancellationToken)
    {
        var leave = await ReadAsync(request, AgentJson.Default.LeaveRequest, cancellationToken).ConfigureAwait(false);
        _hub.Find(agent, leave.Session).End("it was stopped");
        return AgentAnswers.Done;
    }

    private static partial class Log
    {
        [LoggerMessage(3129, LogLevel.Error, "Agents are told to come back later: the journal failed.")]
        public static partial void JournalFailed(ILogger logger, Exception cause);
    }
}
