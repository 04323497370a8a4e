using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Forge.Deploy.Gates;

/// <summary>A gate that asks a URL. Read once, when the gate is first used.</summary>
public sealed class WebhookGateOptions : IValidatableObject
{
    /// <summary>Gets or sets the address that questions are posted to.</summary>
    /// <value>Required; absolute, https, or http on this machine, without a user or a password in it.</value>
    [Required]
    public Uri? Url { get; set; }

    /// <summary>Gets or sets the id of the secret that questions are signed with, in the host's <see cref="ISecretStore"/>. It is read for every question.</summary>
    /// <value>Required. A value that begins with <c>whsec_</c> is base64, as Standard Webhooks write secrets.</value>
    [Required]
    public string SecretId { get; set; } = "";

    /// <summary>Gets or sets how long one question may take; it is asked again.</summary>
    /// <value>The default is 10 seconds; from 100 milliseconds to 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is { IsAbsoluteUri: true, UserInfo.Length: > 0 })
        {
            yield return new ValidationResult("The URL has a user or a password in it, which would come into logs. Leave it out: questions are signed.", [nameof(Url)]);
        }
        else if (Url is not (null or { IsAbsoluteUri: true, Scheme: "https" } or { IsAbsoluteUri: true, Scheme: "http", IsLoopback: true }))
        {
            yield return new ValidationResult($"'{Url}' is not a URL that begins with https://, or with http:// on this machine: anybody on the way could answer for the gate.", [nameof(Url)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class WebhookGateOptionsValidator : IValidateOptions<WebhookGateOptions>;
