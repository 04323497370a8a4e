namespace Forge.Deploy.Gates;

/// <summary>The times in which deployments to a group may begin. Pure.</summary>
/// <param name="windows">The windows; none stands for always.</param>
internal sealed class DeploymentWindows(IReadOnlyList<DeploymentWindow> windows)
{
    // Windows come back after a week; one that a change of the clocks leaves out, after two.
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(15);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    /// <summary>Gets the windows of a group that has none.</summary>
    public static DeploymentWindows Always { get; } = new([]);

    /// <summary>Tells whether deployments may begin.</summary>
    public bool IsOpen(DateTimeOffset now) => windows.Count is 0 || windows.Any(window => window.IsOpen(now));

    /// <summary>Finds when deployments may begin next.</summary>
    /// <returns>The beginning of the next minute in which a window is open; the present time when one is open now; null when none opens.</returns>
    // Minute by minute: clocks are set on whole minutes, and so this cannot disagree with IsOpen whatever they do.
    public DateTimeOffset? NextOpening(DateTimeOffset now)
    {
        if (IsOpen(now))
        {
            return now;
        }

        var minute = now.AddTicks(-(now.UtcTicks % Step.Ticks));
        for (var at = minute + Step; at <= now + Horizon; at += Step)
        {
            if (IsOpen(at))
            {
                return at;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", windows);
}
