namespace Forge.Cli.Output;

/// <summary>A new credential, as <c>--json</c> prints it: the one time that the password is shown.</summary>
internal sealed record CredentialReport(string UserName, string Password);
