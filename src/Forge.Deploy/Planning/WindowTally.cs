namespace Forge.Deploy.Planning;

/// <summary>The hosts of a deployment as the window sees them, counted.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Failed">On how many the deployment failed.</param>
/// <param name="Running">To how many it is being deployed.</param>
/// <param name="Waiting">To how many nothing was done.</param>
internal readonly record struct WindowTally(int Total, int Failed, int Running, int Waiting)
{
    /// <summary>Gets the indexes of the hosts that come next, in order: the unhealthy ones that wait while any unhealthy one has not ended, else all that wait.</summary>
    public required IEnumerable<int> Eligible { get; init; }
}
