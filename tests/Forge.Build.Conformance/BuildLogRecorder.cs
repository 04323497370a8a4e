namespace Forge.Build.Conformance;

/// <summary>Keeps the log of a build.</summary>
public sealed class BuildLogRecorder : IProgress<BuildLogLine>
{
    private readonly List<BuildLogLine> _lines = [];

    /// <summary>Gets or sets what runs when a line comes.</summary>
    public Action<string>? Reported { get; set; }

    public IReadOnlyList<BuildLogLine> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Gets what commands printed.</summary>
    public IReadOnlyList<string> Output => [.. Lines.Select(line => line.Text).Where(text => !text.StartsWith("[Container] ", StringComparison.Ordinal))];

    /// <summary>Gets the lines of the build itself, without their times.</summary>
    public IReadOnlyList<string> Notes => [.. Lines.Select(line => line.Text)
        .Where(text => text.StartsWith("[Container] ", StringComparison.Ordinal))
        .Select(text => text[(text.IndexOf(' ', "[Container] 2026/11/24 ".Length) + 1)..])];

    public string Text => string.Join('\n', Lines.Select(line => line.Text));

    public void Report(BuildLogLine value)
    {
        lock (_lines)
        {
            _lines.Add(value);
        }

        Reported?.Invoke(value.Text);
    }
}
