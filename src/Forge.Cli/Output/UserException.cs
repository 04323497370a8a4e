namespace Forge.Cli.Output;

/// <summary>The user asked for something that cannot be: the message says what to do instead.</summary>
/// <param name="message">What is wrong, and what is allowed.</param>
internal sealed class UserException(string message) : Exception(message);
