namespace Forge;

/// <summary>An alarm could not be read.</summary>
/// <param name="message">What failed, why, and what to do.</param>
/// <param name="alarm">The alarm's name.</param>
/// <param name="isTransient">Whether the same call may succeed later.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class AlarmException(string message, string alarm, bool isTransient = true, Exception? innerException = null)
    : ForgeException(message, isTransient, innerException)
{
    /// <summary>Gets the alarm's name.</summary>
    public string Alarm { get; } = alarm;
}
