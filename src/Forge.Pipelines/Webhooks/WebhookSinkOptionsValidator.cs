using Microsoft.Extensions.Options;

namespace Forge.Pipelines.Webhooks;

/// <summary>Checks where events are sent to.</summary>
[OptionsValidator]
internal sealed partial class WebhookSinkOptionsValidator : IValidateOptions<WebhookSinkOptions>;
