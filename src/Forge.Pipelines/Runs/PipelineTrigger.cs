using System.Security.Cryptography;
using System.Text;
using Forge.Journal;
using Forge.Pipelines.Events;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge.Pipelines.Runs;

/// <summary>Turns a push into a run of every pipeline that follows the branch. A push that is delivered twice starts one run.</summary>
internal sealed partial class PipelineTrigger(
    IJournal journal, IOptions<PipelinesOptions> options, ILogger<PipelineTrigger> logger) : IForgeEventSink
{
    private const int IdLength = 8;

    public async Task HandleAsync(ForgeEvent forgeEvent, CancellationToken cancellationToken)
    {
        if (forgeEvent.Type != PushEvent.EventType)
        {
            return;
        }

        var push = PushEvent.Parse(forgeEvent.Data);
        foreach (var pipeline in options.Value.Pipelines.Where(pipeline => Follows(pipeline, push)))
        {
            await StartAsync(pipeline, push, forgeEvent.Id, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool Follows(PipelineOptions pipeline, PushEvent push) =>
        push.HasCommit && pipeline.Repository == push.Repository && push.Ref == "refs/heads/" + pipeline.Branch;

    private async Task StartAsync(PipelineOptions pipeline, PushEvent push, string eventId, CancellationToken cancellationToken)
    {
        var runId = $"{pipeline.Name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(eventId)))[..IdLength]}";
        var started = new PipelineEvent.RunStarted(pipeline.Name, push.Repository, push.Ref, push.NewCommit);
        var status = await journal.AppendAsync(
            new JournalBatch
            {
                Appends = [new JournalAppend { Stream = PipelineEngine.StreamOf(runId), ExpectedSequence = 0, Entries = [PipelineJson.ToEntry(started)] }],
            },
            cancellationToken).ConfigureAwait(false);
        if (status is JournalAppendStatus.Appended)
        {
            Log.RunStarted(logger, runId, push.Repository, push.NewCommit);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4010, LogLevel.Information, "Run {Run} of {Repository} at {Commit} is waiting for its turn.")]
        public static partial void RunStarted(ILogger logger, string run, string repository, string commit);
    }
}
