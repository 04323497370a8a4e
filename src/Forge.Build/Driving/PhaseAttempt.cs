using Forge.Git;
using Microsoft.Extensions.Logging;

namespace Forge.Build.Driving;

/// <summary>Makes an outcome of whatever a phase runs into: what users cause, and what the parts of the host fail at. A bug is neither.</summary>
/// <param name="recorder">Tells who wants what of the build.</param>
/// <param name="drain">Brings what was printed into the log.</param>
/// <param name="logger">Takes what the executor failed at.</param>
/// <param name="cut">Cuts the build short.</param>
internal sealed partial class PhaseAttempt(BuildRecorder recorder, Func<Task> drain, ILogger logger, CancellationToken cut)
{
    private string BuildId => recorder.State.Result.BuildId;

    /// <summary>Does a part of a phase.</summary>
    /// <exception cref="OperationCanceledException">This host may no longer drive the build.</exception>
    public async Task<PhaseOutcome> RunAsync(Func<Task<PhaseOutcome>> act)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cut.IsCancellationRequested && !recorder.Released.IsCancellationRequested)
        {
            await DrainAsync().ConfigureAwait(false);
            return recorder.Stopping.IsCancellationRequested ? PhaseOutcome.Stopped : PhaseOutcome.TimedOut;
        }
        catch (BuildExecutorException e) when (e.IsImageUnavailable)
        {
            return PhaseOutcome.Failed(PhaseOutcome.UnableToPullImage, e.Message);
        }
        catch (BuildExecutorException e)
        {
            Log.ExecutorFailed(logger, BuildId, e);
            return PhaseOutcome.Fault(PhaseOutcome.ExecutorFault, e.Message);
        }
        catch (SourceException e)
        {
            return PhaseOutcome.Failed(PhaseOutcome.ClientError, e.Message);
        }
    }

    // What was printed before a build was cut short belongs into its log.
    private async Task DrainAsync()
    {
        try
        {
            await drain().ConfigureAwait(false);
        }
        catch (BuildExecutorException e)
        {
            Log.ExecutorFailed(logger, BuildId, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2003, LogLevel.Error, "The executor failed build {Build}.")]
        public static partial void ExecutorFailed(ILogger logger, string build, Exception exception);
    }
}
