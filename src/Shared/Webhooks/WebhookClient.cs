namespace Forge.Shared.Webhooks;

/// <summary>Makes clients for signed requests.</summary>
internal static class WebhookClient
{
    // An old connection knows nothing of a name that has moved.
    private static readonly TimeSpan ConnectionAge = TimeSpan.FromMinutes(5);

    /// <summary>Makes a client that follows no redirection: what is signed is for one address only.</summary>
    public static HttpClient Create() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = ConnectionAge });
}
