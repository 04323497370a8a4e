namespace Forge.Artifacts.S3;

/// <summary>What has become of an upload whose parts were sent.</summary>
/// <param name="Outcome">The outcome; parts are missing unless it says otherwise.</param>
/// <param name="State">What is under the name now, or null when there is nothing.</param>
internal readonly record struct Completion(CompletionOutcome Outcome, ObjectState? State)
{
    /// <summary>Gets whether the server said so at the first try, so that nothing of the upload can be left.</summary>
    public bool IsPlain { get; init; }
}
