using System.Globalization;
using System.Text.Json;

namespace Forge.Deploy.Alarms;

/// <summary>Asks a Prometheus server.</summary>
internal sealed class PrometheusAlarm : IAlarm, IDisposable
{
    private readonly AlarmHttp _http;
    private readonly Uri _url;

    /// <summary>Initializes a new instance of the <see cref="PrometheusAlarm"/> class. Nothing is asked yet.</summary>
    public PrometheusAlarm(string name, PrometheusAlarmOptions options, TimeProvider timeProvider)
    {
        _url = new Uri($"{options.Server!.AbsoluteUri.TrimEnd('/')}/api/v1/query?query={Uri.EscapeDataString(options.Query)}");
        _http = new AlarmHttp(name, options.Timeout, timeProvider);
    }

    /// <inheritdoc/>
    public string Name => _http.Alarm;

    /// <inheritdoc/>
    public Task<AlarmState> GetStateAsync(CancellationToken cancellationToken) => _http.GetAsync(_url, ReadAsync, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<AlarmState> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            try
            {
                using var answer = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken).ConfigureAwait(false);
                return answer.RootElement.GetProperty("status").GetString() is "success"
                    ? Judge(answer.RootElement.GetProperty("data"))
                    : throw new AlarmException($"The query of the alarm '{Name}' is refused: {answer.RootElement.GetProperty("error").GetString()}", Name, isTransient: false);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new AlarmException(
                    $"The alarm '{Name}' got an answer with status {(int)response.StatusCode} that is not Prometheus'. Is the URL of the server right?", Name, isTransient: true, e);
            }
        }
    }

    // https://prometheus.io/docs/prometheus/latest/querying/api/: a vector has series with a value each; a value is a time and a number as text.
    private AlarmState Judge(JsonElement data)
    {
        var result = data.GetProperty("result");
        return data.GetProperty("resultType").GetString() switch
        {
            "vector" when result.GetArrayLength() == 0 => AlarmState.Ok,
            "vector" => result.EnumerateArray().All(series => double.IsNaN(Number(series.GetProperty("value")))) ? AlarmState.InsufficientData : AlarmState.Alarm,
            "scalar" => Number(result) switch { double.NaN => AlarmState.InsufficientData, 0 => AlarmState.Ok, _ => AlarmState.Alarm },
            var type => throw new AlarmException($"The query of the alarm '{Name}' gives a {type}: ask for a vector or a scalar.", Name, isTransient: false),
        };
    }

    private static double Number(JsonElement value) => value[1].GetString() switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var text => double.Parse(text!, CultureInfo.InvariantCulture),
    };
}
