namespace Forge.Build;

/// <summary>Where one build runs.</summary>
/// <remarks>
/// <para>Lifecycle: any number of <see cref="PutAsync"/>, then <see cref="RunAsync"/>, any number of times, one after the other, with
/// <see cref="ReadAsync"/> while it runs, then <see cref="ListAsync"/> and <see cref="GetAsync"/>, then disposal. Listing or getting
/// ends every process that the build left behind, so that files no longer change. Disposal ends and removes everything, whatever
/// happened before, and does not throw for what is already gone. When it returns, nothing of the build runs and its id is free; what
/// an implementation still removes after that, the disposal of its executor waits for.</para>
/// <para>Restarts: a program outlives its host. A later host gets the environment by <see cref="IBuildExecutor.ReopenAsync"/> and waits
/// for the program by <see cref="RejoinAsync"/>. A host that ends in good order calls <see cref="DetachAsync"/> in place of disposal.</para>
/// <para>Concurrency: one call at a time, except that <see cref="ReadAsync"/>, <see cref="PutAsync"/> and <see cref="DetachAsync"/> may
/// overlap <see cref="RunAsync"/> and <see cref="RejoinAsync"/>. A program may see a file that is put meanwhile before it is whole.</para>
/// <para>Paths are relative to <see cref="Directory"/>, with <c>/</c> between their parts, and never lead out of it.</para>
/// <para>Errors: every member throws <see cref="BuildExecutorException"/> when the environment is lost.</para>
/// </remarks>
public interface IBuildEnvironment : IAsyncDisposable
{
    /// <summary>Gets the absolute path, as commands see it, of a directory that is the build's own: empty at first, gone after disposal.</summary>
    string Directory { get; }

    /// <summary>Gets sentences about what the build gets otherwise than it asked for, such as fewer processors, for its log.</summary>
    /// <value>The default is empty. A reopened environment may have forgotten them.</value>
    IReadOnlyList<string> Notices => [];

    /// <summary>Gets the image that the build runs in, with a digest that no later image has: of its manifest, or where there is none of its configuration.</summary>
    /// <value>The default is null: there is none, or this environment was reopened.</value>
    ImageReference? Image => null;

    /// <summary>Unpacks files into the environment.</summary>
    /// <param name="path">The directory to unpack into; created with its parents. Empty for <see cref="Directory"/> itself.</param>
    /// <param name="tar">An uncompressed tar archive of directories, regular files and symbolic links. Stays the caller's.</param>
    /// <param name="cancellationToken">Cancels the call; some of the files may have been written.</param>
    /// <returns>A task that completes when every file is readable in the environment.</returns>
    Task PutAsync(string path, Stream tar, CancellationToken cancellationToken);

    /// <summary>Runs a program to its end, as the environment's administrator.</summary>
    /// <param name="command">The program.</param>
    /// <param name="output">Takes what it prints, as it prints it.</param>
    /// <param name="cancellationToken">Ends the program and everything it started, at once or after a short time in which they may tidy up; <see cref="OperationCanceledException"/> follows.</param>
    /// <returns>How it ended. Whether it printed everything is known then too: a process it left behind does not delay the result.</returns>
    Task<BuildCommandResult> RunAsync(BuildCommand command, IBuildOutput output, CancellationToken cancellationToken);

    /// <summary>Waits for the program that an earlier host's <see cref="RunAsync"/> started, whether it still runs or has ended.</summary>
    /// <param name="output">Takes what it prints. Of what it printed before, any part may be missing; none of it is wrong or out of order.</param>
    /// <param name="cancellationToken">Ends the program and everything it started, at once or after a short time in which they may tidy up; <see cref="OperationCanceledException"/> follows.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="BuildExecutorException">No program was ever started here, or how it ended cannot be known.</exception>
    Task<BuildCommandResult> RejoinAsync(IBuildOutput output, CancellationToken cancellationToken);

    /// <summary>Lets go of the environment without ending anything, so that a later host can reopen it.</summary>
    /// <remarks>A <see cref="RunAsync"/> or <see cref="RejoinAsync"/> that waits throws <see cref="OperationCanceledException"/>; its program
    /// goes on. Afterwards only disposal may be called, and it does nothing.</remarks>
    /// <param name="cancellationToken">Gives up; the environment may still be held by this host.</param>
    /// <returns>A task that completes when nothing of this host holds the environment.</returns>
    Task DetachAsync(CancellationToken cancellationToken);

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
