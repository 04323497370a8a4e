namespace Forge.Build.Conformance;

/// <summary>A file of an artifact.</summary>
/// <param name="Content">What is in it; of a symbolic link, what it points to.</param>
/// <param name="IsLink">Whether it is a symbolic link.</param>
public sealed record BuildCaseFile(string Content, bool IsLink = false)
{
    private const int ModeShift = 16;
    private const int TypeOfFile = 0xF000;
    private const int Link = 0xA000;

    /// <summary>Tells whether the attributes of a ZIP entry are those of a symbolic link.</summary>
    public static bool IsLinkMode(int externalAttributes) => ((externalAttributes >> ModeShift) & TypeOfFile) == Link;
}
