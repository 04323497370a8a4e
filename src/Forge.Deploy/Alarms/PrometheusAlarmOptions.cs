using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Forge.Deploy.Alarms;

/// <summary>An alarm that asks a Prometheus server, or what has its HTTP API. Read once, when the alarm is first used.</summary>
public sealed class PrometheusAlarmOptions : IValidatableObject
{
    /// <summary>Gets or sets the server's URL: <c>http</c> or <c>https</c>, with a path where the API is below one.</summary>
    [Required]
    public Uri? Server { get; set; }

    /// <summary>Gets or sets the query, as the expression of an alerting rule: <c>rate(errors_total[1m]) > 5</c>. The alarm is raised while it gives any
    /// series; of a scalar, while it is not 0. Values that are not a number tell nothing.</summary>
    [Required]
    public string Query { get; set; } = "";

    /// <summary>Gets or sets how long one question may take.</summary>
    /// <value>The default is 5 seconds; from 100 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Server is not (null or { IsAbsoluteUri: true, Scheme: "http" or "https" }))
        {
            yield return new ValidationResult($"'{Server}' is not a URL that begins with http:// or https://.", [nameof(Server)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class PrometheusAlarmOptionsValidator : IValidateOptions<PrometheusAlarmOptions>;
