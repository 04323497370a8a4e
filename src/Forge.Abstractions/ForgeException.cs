namespace Forge;

/// <summary>Infrastructure failed: something that neither the user's build nor the user's deployment caused.</summary>
/// <remarks>
/// What users cause (a failing command, a failing hook) is a result, never an exception. The message names the thing that
/// failed, why, and what to do; nothing in Forge decides by the text of a message.
/// </remarks>
public abstract class ForgeException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="ForgeException"/> class.</summary>
    /// <param name="message">What failed, on which thing, why, and what to do.</param>
    /// <param name="isTransient">Whether the same call may succeed later without anybody changing anything.</param>
    /// <param name="innerException">The cause, or null.</param>
    private protected ForgeException(string message, bool isTransient, Exception? innerException)
        : base(message, innerException) => IsTransient = isTransient;

    /// <summary>Gets a value indicating whether the same call may succeed later without anybody changing anything.</summary>
    public bool IsTransient { get; }
}
