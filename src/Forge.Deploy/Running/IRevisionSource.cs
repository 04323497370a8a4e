namespace Forge.Deploy.Running;

/// <summary>A revision, ready to be sent.</summary>
/// <remarks>Safe for concurrent use: the same revision goes to many targets at once.</remarks>
internal interface IRevisionSource
{
    /// <summary>Gets the name of the last file of every tar: the list of the revision's files.</summary>
    string ListName { get; }

    /// <summary>Gets how it can be sent; without compression always.</summary>
    IReadOnlyList<TransferCoding> Codings { get; }

    /// <summary>Opens the whole revision as a tar whose root is the revision's root; the caller disposes it.</summary>
    /// <exception cref="IOException">It is not on this host any longer and cannot be made again.</exception>
    Task<Stream> OpenAsync(TransferCoding coding, CancellationToken cancellationToken);

    /// <summary>Finds out what a target lacks.</summary>
    /// <param name="held">What the target says it holds: lines of hash, mode and path.</param>
    /// <param name="coding">How what is missing will be sent.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <returns>What is missing, or null when too little is held.</returns>
    Task<RevisionDelta?> CompareAsync(ReadOnlyMemory<byte> held, TransferCoding coding, CancellationToken cancellationToken);
}
