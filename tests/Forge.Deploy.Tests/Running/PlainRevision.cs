using Forge.Deploy.Running;

namespace Forge.Deploy.Tests.Running;

/// <summary>A revision that is always sent whole, and comes with an empty list of files.</summary>
internal sealed class PlainRevision(Func<CancellationToken, Task<Stream>> open) : IRevisionSource
{
    public string ListName => Bundle.ListName;

    public IReadOnlyList<TransferCoding> Codings => [TransferCoding.Plain];

    public Task<Stream> OpenAsync(TransferCoding coding, CancellationToken cancellationToken) => open(cancellationToken);

    public Task<RevisionDelta?> CompareAsync(ReadOnlyMemory<byte> held, TransferCoding coding, CancellationToken cancellationToken) => Task.FromResult<RevisionDelta?>(null);
}
