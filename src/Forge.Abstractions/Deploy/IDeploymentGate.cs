namespace Forge.Deploy;

/// <summary>Decides whether a deployment may go on at a certain stage: the host application's word in its deployments.</summary>
/// <remarks>
/// <para>Lifecycle: one instance serves the whole process; it is asked by the driver of a deployment whose group names it. The answer is
/// recorded, and what was answered is not asked again; a question that a crash of the host left open is asked again with its id.</para>
/// <para>Concurrency: calls for different questions may overlap; one question is never asked twice at once by one host.</para>
/// </remarks>
public interface IDeploymentGate
{
    /// <summary>Gets the name by which a deployment group refers to the gate. Unique in a host, compared ordinally.</summary>
    string Name { get; }

    /// <summary>Asks whether the deployment may go on.</summary>
    /// <param name="question">The question.</param>
    /// <param name="cancellationToken">Cancels the question, as when its time limit is over; it may be asked again.</param>
    /// <returns>The answer. Whatever takes long is better answered with <see cref="DeploymentGateVerdict.Pending"/> than awaited: a question that
    /// takes longer than 30 seconds is cancelled.</returns>
    /// <exception cref="DeploymentGateException">The gate cannot say. Any exception means that: it is asked again until the time limit is over, and then the deployment fails.</exception>
    Task<DeploymentGateAnswer> AskAsync(DeploymentGateQuestion question, CancellationToken cancellationToken);
}
