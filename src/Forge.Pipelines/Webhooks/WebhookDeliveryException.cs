namespace Forge.Pipelines.Webhooks;

/// <summary>An event could not be delivered; it is delivered again.</summary>
internal sealed class WebhookDeliveryException(string message, Exception? innerException = null) : Exception(message, innerException);
