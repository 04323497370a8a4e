using Forge.Git;

namespace Forge.Pipelines.Webhooks;

/// <summary>Makes the event of a push, whoever tells of it.</summary>
internal static class PushReader
{
    /// <summary>Reads a push.</summary>
    /// <param name="reference">What moved.</param>
    /// <param name="commit">Where to; empty when it was deleted.</param>
    /// <param name="rest">The event with what else is known.</param>
    public static WebhookReading Read(GitRef? reference, string commit, Func<string, WebhookEvent> rest) => reference switch
    {
        null => WebhookReading.Malformed("The push names no ref."),
        { IsBranch: false, IsTag: false } other => WebhookReading.Ignored($"'{other.Name}' is neither a branch nor a tag."),
        { } gone when commit.Length == 0 => WebhookReading.Ignored($"'{gone.Name}' was deleted: there is nothing to build."),
        { } moved => WebhookReading.Of(rest($"{(moved.IsBranch ? "branch" : "tag")}/{moved.ShortName}")),
    };
}
