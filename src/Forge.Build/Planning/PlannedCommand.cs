namespace Forge.Build.Planning;

/// <summary>One command of a build.</summary>
/// <param name="Number">Its number, from 1, through the whole build.</param>
/// <param name="Text">Its text, exactly as its author wrote it.</param>
/// <param name="Before">What the shell reads before it. No log shows it.</param>
internal sealed record PlannedCommand(int Number, string Text, string Before = "");
