using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Forge.Deploy.Alarms;

/// <summary>An alarm on a metric of this process. Read once, when the alarm is first used; measurements count from then on.</summary>
public sealed class MetricAlarmOptions
{
    /// <summary>Gets or sets the name of the meter: <c>System.Net.Http</c>.</summary>
    [Required]
    public string Meter { get; set; } = "";

    /// <summary>Gets or sets the name of the instrument: <c>http.client.request.duration</c>. Measurements with any tags count.</summary>
    [Required]
    public string Instrument { get; set; } = "";

    /// <summary>Gets or sets what is made of the measurements of the window.</summary>
    /// <value>The default is <see cref="MetricStatistic.Average"/>.</value>
    [EnumDataType(typeof(MetricStatistic))]
    public MetricStatistic Statistic { get; set; }

    /// <summary>Gets or sets on which side of the threshold the alarm is raised.</summary>
    /// <value>The default is <see cref="MetricComparison.GreaterThan"/>.</value>
    [EnumDataType(typeof(MetricComparison))]
    public MetricComparison Comparison { get; set; }

    /// <summary>Gets or sets the threshold, in the instrument's unit.</summary>
    /// <value>The default is 0.</value>
    public double Threshold { get; set; }

    /// <summary>Gets or sets how far back measurements count. Without any in that time nothing can be told.</summary>
    /// <value>The default is 1 minute; from 1 second to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);
}

[OptionsValidator]
internal sealed partial class MetricAlarmOptionsValidator : IValidateOptions<MetricAlarmOptions>;
