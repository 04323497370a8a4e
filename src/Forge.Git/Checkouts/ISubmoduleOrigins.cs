namespace Forge.Git.Checkouts;

/// <summary>Finds the repositories of submodules.</summary>
internal interface ISubmoduleOrigins
{
    /// <summary>Makes the commit of a submodule readable.</summary>
    /// <param name="parent">The repository that names it.</param>
    /// <param name="submodule">The submodule.</param>
    /// <param name="depth">How many commits of history to fetch, or 0 for all.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="FormatException">The URL is refused; the message says why.</exception>
    /// <exception cref="SourceException">The repository or the commit cannot be had.</exception>
    Task<SourceOrigin> OpenAsync(SourceOrigin parent, Submodule submodule, int depth, CancellationToken cancellationToken);
}
