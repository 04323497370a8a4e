using System.Net;

namespace Forge.Deploy.Alarms;

/// <summary>Asks a URL whether all is well.</summary>
internal sealed class HttpAlarm : IAlarm, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly AlarmHttp _http;
    private readonly Uri _url;
    private readonly int _attempts;
    private readonly TimeProvider _timeProvider;

    /// <summary>Initializes a new instance of the <see cref="HttpAlarm"/> class. Nothing is asked yet.</summary>
    public HttpAlarm(string name, HttpAlarmOptions options, TimeProvider timeProvider)
    {
        (_url, _attempts, _timeProvider) = (options.Url!, options.Attempts, timeProvider);
        _http = new AlarmHttp(name, options.Timeout, timeProvider);
    }

    /// <inheritdoc/>
    public string Name => _http.Alarm;

    /// <inheritdoc/>
    public async Task<AlarmState> GetStateAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var state = await AskAsync(cancellationToken).ConfigureAwait(false);
                if (state is AlarmState.Ok || attempt >= _attempts)
                {
                    return state;
                }
            }
            catch (AlarmException) when (attempt < _attempts)
            {
                // The next attempt says more.
            }

            await Task.Delay(Pause, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Task<AlarmState> AskAsync(CancellationToken cancellationToken) => _http.GetAsync(
        _url,
        (response, _) => Task.FromResult((int)response.StatusCode switch
        {
            >= 200 and <= 299 => AlarmState.Ok,
            (int)HttpStatusCode.ServiceUnavailable when response.Headers.RetryAfter is not null => AlarmState.InsufficientData,
            >= 500 and <= 599 => AlarmState.Alarm,
            var status => throw new AlarmException($"The alarm '{Name}' got the status {status} from '{_url}', which says nothing about health. Is the URL right?", Name),
        }),
        cancellationToken);
}
