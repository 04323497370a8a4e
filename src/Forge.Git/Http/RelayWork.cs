using Forge.Shared.Processes;

namespace Forge.Git.Http;

/// <summary>One git process with the client's two streams.</summary>
internal sealed record RelayWork
{
    public required ProcessSpec Process { get; init; }

    /// <summary>Gets what the client sends, or null for nothing.</summary>
    public required Stream? Input { get; init; }

    public required Stream Output { get; init; }

    /// <summary>Gets what goes before git's output, if there is any.</summary>
    public ReadOnlyMemory<byte> Prefix { get; init; }

    /// <summary>Gets what to tell the process id, before the process can have done anything that matters.</summary>
    public Action<int>? Started { get; init; }

    /// <summary>Gets the question whether the process must be left to finish, though the client is gone.</summary>
    public Func<bool>? IsPastStopping { get; init; }
}
