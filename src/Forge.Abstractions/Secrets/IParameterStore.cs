namespace Forge;

/// <summary>Configuration values by name, for <c>env.parameter-store</c> of a buildspec.</summary>
/// <remarks>
/// <para>Lifecycle: one instance serves the whole process; a build reads each of its parameters once, before its first command.</para>
/// <para>Concurrency: every member may be called at the same time as any other.</para>
/// <para>Values are treated as secrets: they are masked in the log of the build, as the reference does.</para>
/// </remarks>
public interface IParameterStore
{
    /// <summary>Reads a parameter.</summary>
    /// <param name="name">The parameter's name, such as <c>/shop/database-url</c>. Compared ordinally.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The value, or null when there is no such parameter.</returns>
    /// <exception cref="SecretStoreException">The store cannot be reached or refuses the caller.</exception>
    Task<SecretValue?> GetParameterAsync(string name, CancellationToken cancellationToken);
}
