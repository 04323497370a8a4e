using Microsoft.Extensions.Options;

namespace Forge.Pipelines.Webhooks;

/// <summary>Checks the address that events are sent to.</summary>
internal sealed class WebhookSinkAddressValidator : IValidateOptions<WebhookSinkOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, WebhookSinkOptions options) => options.Url switch
    {
        null => ValidateOptionsResult.Success,
        { IsAbsoluteUri: false } url => ValidateOptionsResult.Fail($"The webhook sink '{name}' has the address '{url}': write it whole, as in https://example.org/hook."),
        { Scheme: not ("http" or "https") } url => ValidateOptionsResult.Fail($"The webhook sink '{name}' has an address of scheme '{url.Scheme}': use http or https."),
        { UserInfo.Length: > 0 } => ValidateOptionsResult.Fail($"The address of the webhook sink '{name}' has a user or a password in it, which would come into logs. Leave it out: events are signed."),
        _ => ValidateOptionsResult.Success,
    };
}
