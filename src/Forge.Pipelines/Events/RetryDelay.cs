namespace Forge.Pipelines.Events;

/// <summary>How long to wait before what failed is tried again: twice as long each time, up to half a minute.</summary>
internal static class RetryDelay
{
    private const int Growth = 2;

    private static readonly TimeSpan Last = TimeSpan.FromSeconds(30);

    /// <summary>Gets the wait after the first failure.</summary>
    public static TimeSpan First { get; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Gives the wait after another failure.</summary>
    public static TimeSpan After(TimeSpan wait) => TimeSpan.FromTicks(Math.Min(wait.Ticks * Growth, Last.Ticks));
}
