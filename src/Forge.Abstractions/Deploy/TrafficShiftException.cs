namespace Forge.Deploy;

/// <summary>A router did not do what was asked.</summary>
/// <param name="message">What failed, why, and what to do.</param>
/// <param name="route">The route.</param>
/// <param name="isTransient">Whether the same call may succeed later.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class TrafficShiftException(string message, TrafficRoute route, bool isTransient = false, Exception? innerException = null)
    : ForgeException(message, isTransient, innerException)
{
    /// <summary>Gets the route.</summary>
    public TrafficRoute Route { get; } = route;
}
