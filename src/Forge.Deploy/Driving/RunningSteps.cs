using Forge.Deploy.Running;

namespace Forge.Deploy.Driving;

/// <summary>The steps that a driver carries out, and which of them have ended: asked for and answered without looking at each.</summary>
/// <remarks>For one driver; only the ends come from other threads.</remarks>
internal sealed class RunningSteps
{
    private readonly Lock _lock = new();
    private readonly Dictionary<DeploymentStep, Task<StepOutcome>> _steps = [];
    private readonly List<(DeploymentStep Step, Task<StepOutcome> Work)> _ended = [];
    private TaskCompletionSource _news = New();
    private int _seen;

    /// <summary>Gets how many steps there are that were not forgotten.</summary>
    public int Count => _steps.Count;

    /// <summary>Gets what completes when a step ends that <see cref="Ended"/> has not returned; none where there is no step.</summary>
    public IEnumerable<Task> Values
    {
        get
        {
            lock (_lock)
            {
                return _steps.Count is 0 ? [] : [_ended.Count > _seen ? Task.CompletedTask : _news.Task];
            }
        }
    }

    /// <summary>Gets the steps themselves.</summary>
    public IEnumerable<Task> All => _steps.Values;

    /// <summary>Carries a step out, unless that has begun.</summary>
    public void Begin(DeploymentStep step, Func<Task<StepOutcome>> perform)
    {
        if (_steps.ContainsKey(step))
        {
            return;
        }

        var work = _steps[step] = perform();
        work.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => End(step, work));
    }

    /// <summary>Returns what has ended and was not forgotten, the first to end first.</summary>
    public IReadOnlyList<(DeploymentStep Step, Task<StepOutcome> Work)> Ended()
    {
        lock (_lock)
        {
            _seen = _ended.Count;
            return [.. _ended];
        }
    }

    /// <summary>Forgets what has ended, because its end is recorded, and whatever else the journal does not say is under way.</summary>
    /// <param name="isOpen">Whether the journal says so.</param>
    public void Forget(Func<DeploymentStep, bool> isOpen)
    {
        lock (_lock)
        {
            foreach (var (step, _) in _ended.Where(ended => !isOpen(ended.Step)))
            {
                _steps.Remove(step);
            }

            // What has ended since it was asked for has not been seen, whatever is forgotten before it.
            _seen = _ended.Take(_seen).Count(ended => isOpen(ended.Step));
            _ended.RemoveAll(ended => !isOpen(ended.Step));
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void End(DeploymentStep step, Task<StepOutcome> work)
    {
        TaskCompletionSource news;
        lock (_lock)
        {
            _ended.Add((step, work));
            (news, _news) = (_news, New());
        }

        news.TrySetResult();
    }
}
