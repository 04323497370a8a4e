namespace Forge.Build.Specs;

/// <summary>A key that the buildspec has and the reference does not.</summary>
/// <param name="Section">The section, as the reference's log names it: <c>BUILD</c>, <c>ENV</c>.</param>
/// <param name="Key">The key.</param>
internal sealed record UnknownKey(string Section, string Key);
