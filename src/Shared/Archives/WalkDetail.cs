namespace Forge.Shared.Archives;

/// <summary>What a walk through a directory asks the system.</summary>
internal enum WalkDetail
{
    /// <summary>Sizes, permissions and times too: one question for each file.</summary>
    Status,

    /// <summary>Names and types only.</summary>
    Names,
}
