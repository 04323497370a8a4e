using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Forge.Deploy.Alarms;

/// <summary>An alarm that asks a URL. Read once, when the alarm is first used.</summary>
public sealed class HttpAlarmOptions : IValidatableObject
{
    /// <summary>Gets or sets what is asked with GET: <c>http</c> or <c>https</c>. 200 to 299 means OK and 500 to 599 the alarm; 503 with the
    /// header Retry-After means that nothing can be told yet. Any other answer, and none, means that the alarm cannot be read.</summary>
    [Required]
    public Uri? Url { get; set; }

    /// <summary>Gets or sets how long one question may take.</summary>
    /// <value>The default is 5 seconds; from 100 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how often a question is asked, half a second apart, until the answer is OK. The last answer counts.</summary>
    /// <value>The default is 2; from 1 to 10.</value>
    [Range(1, 10)]
    public int Attempts { get; set; } = 2;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is not (null or { IsAbsoluteUri: true, Scheme: "http" or "https" }))
        {
            yield return new ValidationResult($"'{Url}' is not a URL that begins with http:// or https://.", [nameof(Url)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class HttpAlarmOptionsValidator : IValidateOptions<HttpAlarmOptions>;
