using System.Runtime.ExceptionServices;

namespace Forge.Shared.Archives;

/// <summary>Does short work that waits for nothing, on all processors.</summary>
internal static class InParallel
{
    /// <summary>Does something with each of many things, in no order.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="Exception">What the first that failed threw.</exception>
    public static void ForEach<T>(IReadOnlyList<T> things, Action<T> act, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (things.Count == 1)
        {
            act(things[0]);
            return;
        }

        try
        {
            Parallel.ForEach(things, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, act);
        }
        catch (AggregateException e)
        {
            // Nobody above expects several errors for one call.
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
