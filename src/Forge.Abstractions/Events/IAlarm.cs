namespace Forge;

/// <summary>A question about the health of what is being deployed, asked during the deployment.</summary>
/// <remarks>
/// <para>Lifecycle: one instance serves the whole process; it is polled while a deployment that names it runs.</para>
/// <para>Concurrency: calls for different deployments may overlap.</para>
/// </remarks>
public interface IAlarm
{
    /// <summary>Gets the name by which a deployment group refers to the alarm. Unique in a host, compared ordinally.</summary>
    string Name { get; }

    /// <summary>Asks for the alarm's present state.</summary>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The state now, never a remembered one.</returns>
    /// <exception cref="AlarmException">The alarm could not be read; whether that stops the deployment is an option of the group.</exception>
    Task<AlarmState> GetStateAsync(CancellationToken cancellationToken);
}
