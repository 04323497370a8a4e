using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Forge.Shared.Webhooks;

namespace Forge.Deploy.Gates;

/// <summary>Asks a URL whether a deployment may go on: a signed POST, answered in JSON.</summary>
internal sealed class WebhookGate : IDeploymentGate, IDisposable
{
    private const int LongestText = 1024;
    private const int LongestAnswer = 64 * 1024;

    private readonly Uri _url;
    private readonly SecretReference _secret;
    private readonly TimeSpan _timeout;
    private readonly ISecretStore _secrets;
    private readonly TimeProvider _timeProvider;
    private readonly HttpClient _client = WebhookClient.Create();

    /// <summary>Initializes a new instance of the <see cref="WebhookGate"/> class. Nothing is asked yet.</summary>
    public WebhookGate(string name, WebhookGateOptions options, ISecretStore secrets, TimeProvider timeProvider)
    {
        Name = name;
        _url = options.Url!;
        _secret = new SecretReference { Id = options.SecretId };
        _timeout = options.Timeout;
        _secrets = secrets;
        _timeProvider = timeProvider;
        _client.Timeout = Timeout.InfiniteTimeSpan;
        _client.MaxResponseContentBufferSize = LongestAnswer;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public async Task<DeploymentGateAnswer> AskAsync(DeploymentGateQuestion question, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var request = await CreateAsync(question, cancellationToken).ConfigureAwait(false);
        using var deadline = new CancellationTokenSource(_timeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await _client.SendAsync(request, either.Token).ConfigureAwait(false);
            return response.StatusCode is HttpStatusCode.Accepted ? new DeploymentGateAnswer { Verdict = DeploymentGateVerdict.Pending }
                : response.IsSuccessStatusCode ? Read(await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false))
                : throw Unanswered($"answered with the status {(int)response.StatusCode}");
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unanswered($"did not answer within {_timeout.TotalSeconds:0.#} seconds", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Unanswered($"cannot be asked: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static string Shorten(string? text) => text is null ? "" : text.Length > LongestText ? text[..LongestText] : text;

    private async Task<HttpRequestMessage> CreateAsync(DeploymentGateQuestion question, CancellationToken cancellationToken)
    {
        var secret = await _secrets.GetSecretAsync(_secret, cancellationToken).ConfigureAwait(false);
        if (secret is null || secret.Reveal() is "")
        {
            throw new DeploymentGateException($"The gate '{Name}' cannot sign its question: there is no secret '{_secret.Id}'. Add it to the secret store.", Name);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(question, GateJson.Default.DeploymentGateQuestion);
        var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        StandardWebhook.Sign(request, Uri.EscapeDataString(question.Id), body, secret, _timeProvider.GetUtcNow());
        return request;
    }

    private DeploymentGateAnswer Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, GateJson.Default.WebhookAnswer) is { } answer && Enum.IsDefined(answer.Verdict)
                ? new DeploymentGateAnswer { Verdict = answer.Verdict, By = Shorten(answer.By), Reason = Shorten(answer.Reason) }
                : throw Unanswered("answered with no verdict");
        }
        catch (JsonException e)
        {
            throw Unanswered("""answered with what is no answer; it looks like {"verdict":"approved","by":"…","reason":"…"}, with approved, rejected or pending""", e);
        }
    }

    private DeploymentGateException Unanswered(string what, Exception? cause = null) =>
        new($"The gate '{Name}' has no answer: '{_url.GetLeftPart(UriPartial.Path)}' {what}.", Name, isTransient: true, cause);
}
