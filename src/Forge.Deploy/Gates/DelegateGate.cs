namespace Forge.Deploy.Gates;

/// <summary>A gate that asks the application itself.</summary>
internal sealed class DelegateGate(string name, Func<DeploymentGateQuestion, CancellationToken, Task<DeploymentGateAnswer>> ask) : IDeploymentGate
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public async Task<DeploymentGateAnswer> AskAsync(DeploymentGateQuestion question, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await ask(question, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (OperationCanceledException or DeploymentGateException))
        {
            throw new DeploymentGateException($"The gate '{Name}' has no answer: {e.Message}", Name, isTransient: true, e);
        }
    }
}
