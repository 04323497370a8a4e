namespace Forge.Deploy.Alarms;

/// <summary>Asks over HTTP; whatever goes wrong on the way says that the alarm cannot be read.</summary>
internal sealed class AlarmHttp : IDisposable
{
    private static readonly TimeSpan ConnectionAge = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;

    // An old connection knows nothing of a name that has moved.
    private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionLifetime = ConnectionAge, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Initializes a new instance of the <see cref="AlarmHttp"/> class.</summary>
    /// <param name="alarm">The alarm's name.</param>
    /// <param name="timeout">How long a question may take.</param>
    /// <param name="timeProvider">The clock.</param>
    public AlarmHttp(string alarm, TimeSpan timeout, TimeProvider timeProvider) => (Alarm, _timeout, _timeProvider) = (alarm, timeout, timeProvider);

    /// <summary>Gets the alarm's name.</summary>
    public string Alarm { get; }

    /// <summary>Asks.</summary>
    /// <exception cref="AlarmException">There was no answer, or <paramref name="read"/> makes nothing of it.</exception>
    public async Task<AlarmState> GetAsync(Uri url, Func<HttpResponseMessage, CancellationToken, Task<AlarmState>> read, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_timeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return await read(response, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AlarmException($"The alarm '{Alarm}' got no answer from '{url.GetLeftPart(UriPartial.Path)}' within {_timeout.TotalSeconds:0.#} seconds.", Alarm, isTransient: true, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new AlarmException($"The alarm '{Alarm}' cannot ask '{url.GetLeftPart(UriPartial.Path)}': {e.Message}", Alarm, isTransient: true, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
