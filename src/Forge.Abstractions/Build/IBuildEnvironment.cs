namespace Forge.Build;

/// <summary>Where one build runs.</summary>
/// <remarks>
/// <para>Lifecycle: any number of <see cref="PutAsync"/>, then <see cref="RunAsync"/> with <see cref="ReadAsync"/> while it runs, then
/// <see cref="ListAsync"/> and <see cref="GetAsync"/>, then disposal. Listing or getting ends every process that the build left
/// behind, so that files no longer change; no command runs after it. Disposal ends and removes everything, whatever happened
/// before, and does not throw for what is already gone.</para>
/// <para>Concurrency: one call at a time, except that <see cref="ReadAsync"/> may overlap <see cref="RunAsync"/>.</para>
/// <para>Paths are relative to <see cref="Directory"/>, with <c>/</c> between their parts, and never lead out of it.</para>
/// <para>Errors: every member throws <see cref="BuildExecutorException"/> when the environment is lost.</para>
/// </remarks>
public interface IBuildEnvironment : IAsyncDisposable
{
    /// <summary>Gets the absolute path, as commands see it, of a directory that is the build's own: empty at first, gone after disposal.</summary>
    string Directory { get; }

    /// <summary>Unpacks files into the environment.</summary>
    /// <param name="path">The directory to unpack into; created with its parents. Empty for <see cref="Directory"/> itself.</param>
    /// <param name="tar">An uncompressed tar archive of directories, regular files and symbolic links. Stays the caller's.</param>
    /// <param name="cancellationToken">Cancels the call; some of the files may have been written.</param>
    /// <returns>A task that completes when every file is readable in the environment.</returns>
    Task PutAsync(string path, Stream tar, CancellationToken cancellationToken);

    /// <summary>Runs a program to its end, as the environment's administrator.</summary>
    /// <param name="command">The program.</param>
    /// <param name="output">Takes what it prints, as it prints it.</param>
    /// <param name="cancellationToken">Ends the program and everything it started, at once; <see cref="OperationCanceledException"/> follows.</param>
    /// <returns>How it ended. Whether it printed everything is known then too: a process it left behind does not delay the result.</returns>
    Task<BuildCommandResult> RunAsync(BuildCommand command, IBuildOutput output, CancellationToken cancellationToken);

    /// <summary>Reads from a file that may still be growing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where to begin, in bytes from the start.</param>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>How many bytes were read; zero when the file does not reach beyond <paramref name="offset"/> or does not exist yet.</returns>
    Task<int> ReadAsync(string path, long offset, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Lists the files below a directory, symbolic links included and not followed.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>Files and links in ordinal order of their paths, which are relative to <paramref name="path"/>; null when there is no such directory.</returns>
    Task<IReadOnlyList<BuildFile>?> ListAsync(string path, CancellationToken cancellationToken);

    /// <summary>Takes files out of the environment.</summary>
    /// <param name="path">The directory that the names are relative to.</param>
    /// <param name="files">Names from <see cref="ListAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the opening; the stream has tokens of its own.</param>
    /// <returns>An uncompressed tar archive with an entry for each name, in the order given: a symbolic link as a link, never followed.
    /// The caller disposes it.</returns>
    Task<Stream> GetAsync(string path, IReadOnlyList<string> files, CancellationToken cancellationToken);
}
