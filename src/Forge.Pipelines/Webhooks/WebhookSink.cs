using System.Net.Http.Headers;
using System.Text.Json;
using Forge.Shared.Webhooks;

namespace Forge.Pipelines.Webhooks;

/// <summary>Posts events, signed, to an address. What is not accepted is thrown back, and so delivered again.</summary>
internal sealed class WebhookSink : IForgeEventSink, IDisposable
{
    private const int Remembered = 1000;
    private const char Wildcard = '*';

    private readonly string _name;
    private readonly Uri _url;
    private readonly SecretReference _secret;
    private readonly string[] _types;
    private readonly TimeSpan _timeout;
    private readonly ISecretStore _secrets;
    private readonly HttpClient _client;
    private readonly TimeProvider _timeProvider;
    private readonly Queue<string> _delivered = new();

    /// <summary>Initializes a new instance of the <see cref="WebhookSink"/> class.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">The options.</param>
    /// <param name="secrets">Where the secret is.</param>
    /// <param name="client">What sends; is disposed with the sink.</param>
    /// <param name="timeProvider">The clock.</param>
    public WebhookSink(string name, WebhookSinkOptions options, ISecretStore secrets, HttpClient client, TimeProvider timeProvider)
    {
        _name = name;
        _url = options.Url!;
        _secret = new SecretReference { Id = options.SecretId };
        _types = [.. options.EventTypes];
        _timeout = options.Timeout;
        _secrets = secrets;
        _client = client;
        _timeProvider = timeProvider;
    }

    /// <inheritdoc/>
    public string Name => $"webhook/{_name}";

    /// <inheritdoc/>
    public async Task HandleAsync(ForgeEvent forgeEvent, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // When the journal cannot note what was accepted, it is told again.
        if (!IsWanted(forgeEvent.Type) || _delivered.Contains(forgeEvent.Id))
        {
            return;
        }

        var secret = await _secrets.GetSecretAsync(_secret, cancellationToken).ConfigureAwait(false)
            ?? throw new WebhookDeliveryException($"The webhook sink '{_name}' cannot sign: there is no secret '{_secret.Id}'. Add it to the secret store.");
        await PostAsync(forgeEvent, secret, cancellationToken).ConfigureAwait(false);
        _delivered.Enqueue(forgeEvent.Id);
        if (_delivered.Count > Remembered)
        {
            _delivered.Dequeue();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static byte[] Write(ForgeEvent forgeEvent)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("id", forgeEvent.Id);
            writer.WriteString("type", forgeEvent.Type);
            writer.WriteString("subject", forgeEvent.Subject);
            writer.WritePropertyName("data");
            writer.WriteRawValue(forgeEvent.Data);
            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private bool IsWanted(string type) => _types.Length == 0
        || _types.Any(wanted => wanted.EndsWith(Wildcard) ? type.StartsWith(wanted[..^1], StringComparison.Ordinal) : type == wanted);

    private async Task PostAsync(ForgeEvent forgeEvent, SecretValue secret, CancellationToken cancellationToken)
    {
        var body = Write(forgeEvent);
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.Add("X-Forge-Event", forgeEvent.Type);
        request.Headers.Add("X-Forge-Delivery", forgeEvent.Id);
        request.Headers.Add("X-Forge-Signature-256", WebhookSignature.Sign(secret, body));
        StandardWebhook.Sign(request, forgeEvent.Id, body, secret, _timeProvider.GetUtcNow());
        using var timeout = new CancellationTokenSource(_timeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw new WebhookDeliveryException($"'{_url.Authority}' answered the webhook sink '{_name}' with {(int)response.StatusCode} for event '{forgeEvent.Id}'. It is sent again.");
            }
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new WebhookDeliveryException($"'{_url.Authority}' did not answer the webhook sink '{_name}' within {_timeout} for event '{forgeEvent.Id}'. It is sent again.", e);
        }
        catch (HttpRequestException e)
        {
            throw new WebhookDeliveryException($"'{_url.Authority}' cannot be reached by the webhook sink '{_name}' for event '{forgeEvent.Id}'. It is sent again.", e);
        }
    }
}
