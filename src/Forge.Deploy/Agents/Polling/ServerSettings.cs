namespace Forge.Deploy.Agents.Polling;

/// <summary>Where the server is and how it is reached.</summary>
/// <param name="Server">The address.</param>
/// <param name="Proxy">The proxy; null for that of the environment.</param>
/// <param name="AnswerTimeout">How long an answer may take.</param>
internal sealed record ServerSettings(Uri Server, Uri? Proxy, TimeSpan AnswerTimeout);
