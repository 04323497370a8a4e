namespace Forge.Deploy.Driving;

/// <summary>Why a driver stopped.</summary>
internal enum DriveEnd
{
    /// <summary>The deployment has ended.</summary>
    Ended,

    /// <summary>Somebody else drives it now.</summary>
    Fenced,
}
