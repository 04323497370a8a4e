namespace Forge.Artifacts;

/// <summary>Carries an exception of the caller's stream past the handlers for exceptions of the store.</summary>
internal sealed class ContentException(Exception cause) : Exception(cause.Message, cause);
