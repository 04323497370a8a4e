using Forge.Deploy.Driving;
using Forge.Deploy.Running;

namespace Forge.Deploy.Tests.Driving;

/// <summary>Targets as a driver sees them, outliving every driver: what was started under an id is never started again, and its outcome can be asked for.</summary>
internal sealed class FakeFleet : IDeploymentEffects
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StepOutcome> _outcomes = [];
    private readonly Dictionary<(string Deployment, string Target, LifecycleEvent Event), StepOutcome> _scripted = [];
    private readonly HashSet<DeploymentStep> _open = [];

    /// <summary>Gets what was started, in order.</summary>
    public List<DeploymentStep> Started { get; } = [];

    /// <summary>Gets how often a driver asked for a step that was started already.</summary>
    public int Reattached { get; private set; }

    /// <summary>Gets the most steps that were under way at once.</summary>
    public int MostOpen { get; private set; }

    /// <summary>Gets the epochs that drivers came with.</summary>
    public HashSet<long> Epochs { get; } = [];

    /// <summary>Gets or sets what a step waits for before it ends.</summary>
    public Func<DeploymentStep, CancellationToken, Task> Working { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Makes an event end in another way than with success.</summary>
    public void Script(string deployment, string target, LifecycleEvent name, StepOutcome outcome) => _scripted[(deployment, target, name)] = outcome;

    /// <summary>Makes a script of an event fail.</summary>
    public void Fail(string deployment, string target, LifecycleEvent name) =>
        Script(deployment, target, name, new StepOutcome(StepStatus.Failed, LifecycleErrorCode.ScriptFailed, "scripts/x.sh", "The script exited with code 3.", "boom\n"));

    public async Task<StepOutcome> PerformAsync(DeploymentStep step, long epoch, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        Begin(step, epoch);
        await Working(step, cancellationToken);
        lock (_lock)
        {
            _open.Remove(step);
            return _outcomes[step.Id] = _scripted.GetValueOrDefault((step.DeploymentId, step.Target, step.Event), StepOutcome.Success);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Begin(DeploymentStep step, long epoch)
    {
        lock (_lock)
        {
            Epochs.Add(epoch);
            if (Started.Exists(started => started.Id == step.Id))
            {
                Reattached++;
                return;
            }

            Started.Add(step);
            _open.Add(step);
            MostOpen = Math.Max(MostOpen, _open.Count);
        }
    }
}
