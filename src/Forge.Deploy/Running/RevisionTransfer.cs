namespace Forge.Deploy.Running;

/// <summary>How a revision comes to a target this time.</summary>
/// <param name="Coding">How the tar is compressed.</param>
/// <param name="ListName">The name of its last file, the list of the revision's files.</param>
/// <param name="Base">The deployment whose files the target links to where the tar lacks them, or null when the tar is whole.</param>
internal sealed record RevisionTransfer(TransferCoding Coding, string ListName, string? Base);
