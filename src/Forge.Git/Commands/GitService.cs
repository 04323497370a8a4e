namespace Forge.Git.Commands;

/// <summary>The two programs that a Git client talks to.</summary>
internal enum GitService
{
    /// <summary>Clone and fetch.</summary>
    UploadPack,

    /// <summary>Push.</summary>
    ReceivePack,
}
