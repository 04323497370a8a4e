namespace Forge.Deploy.Driving;

/// <summary>The group is no longer locked.</summary>
/// <param name="By">Who unlocked it.</param>
/// <param name="IsForced">Whether it was somebody else's lock.</param>
internal sealed record GroupUnlocked(string By, bool IsForced) : GroupEvent;
