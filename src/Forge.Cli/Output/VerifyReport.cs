namespace Forge.Cli.Output;

/// <summary>A checked artifact, as <c>--json</c> prints it.</summary>
internal sealed record VerifyReport(
    string Artifact, bool IsVerified, bool IsSigned, string? SignedBy, string? Builder, string? InvocationId, string? SourceRevision, int Files, IReadOnlyList<string> Problems);
