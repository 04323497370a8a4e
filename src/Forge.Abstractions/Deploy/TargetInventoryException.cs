namespace Forge.Deploy;

/// <summary>An inventory cannot be read, or says something that is not right.</summary>
/// <param name="message">What is wrong, in which inventory and where, and what to do.</param>
/// <param name="inventory">The name of the inventory.</param>
/// <param name="isTransient">Whether the same call may succeed later.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class TargetInventoryException(string message, string inventory, bool isTransient = false, Exception? innerException = null)
    : ForgeException(message, isTransient, innerException)
{
    /// <summary>Gets the name of the inventory.</summary>
    public string Inventory { get; } = inventory;
}
