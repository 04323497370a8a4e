namespace Forge.Artifacts.Revisions;

/// <summary>A directory cannot be a revision. Whoever asked can mend it.</summary>
/// <param name="message">What is wrong with it, and what to do.</param>
public sealed class RevisionRefusedException(string message) : Exception(message);
