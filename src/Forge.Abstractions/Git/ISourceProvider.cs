namespace Forge.Git;

/// <summary>Gives builds their source code.</summary>
/// <remarks>
/// <para>Lifecycle: one instance serves the whole process. A build resolves its location once and checks the revision out
/// once; a retry checks out the same revision again.</para>
/// <para>Concurrency: every member may be called at the same time as any other, for the same repository too.</para>
/// <para>Credentials: a provider that has any implements <see cref="ISourceCredentialProvider"/> too. None appears in a message.</para>
/// <para>Cancellation: a cancelled checkout may leave files behind; the caller owns the directory and deletes it.</para>
/// </remarks>
public interface ISourceProvider
{
    /// <summary>Gets the name by which a project chooses this provider. Unique in a host, compared ordinally.</summary>
    string Name { get; }

    /// <summary>Finds the commit that a location stands for now.</summary>
    /// <param name="location">The location.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The revision; its commit exists and can be checked out.</returns>
    /// <exception cref="SourceException">The repository or the version does not exist, or cannot be reached.</exception>
    Task<SourceRevision> ResolveAsync(SourceLocation location, CancellationToken cancellationToken);

    /// <summary>Writes the files of a revision into a directory, without any <c>.git</c>; those of its submodules too if the revision says so.</summary>
    /// <param name="revision">A revision from <see cref="ResolveAsync"/>.</param>
    /// <param name="directory">An absolute path. Created if it does not exist; must be empty if it does. Stays the caller's.</param>
    /// <param name="cancellationToken">Cancels the checkout.</param>
    /// <returns>A task that completes when every file is written: content, executable bit and symbolic links as committed.</returns>
    /// <exception cref="SourceException">The commit is gone, the directory is not empty, a submodule cannot be had, or writing failed.</exception>
    Task CheckOutAsync(SourceRevision revision, string directory, CancellationToken cancellationToken);
}
