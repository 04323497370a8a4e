namespace Forge.Deploy.Driving;

/// <summary>A gate has answered, or the time for its answer is over.</summary>
/// <param name="Id">The question's id.</param>
/// <param name="IsApproved">Whether the deployment may go on.</param>
/// <param name="By">Who decided.</param>
/// <param name="Reason">Why, or empty.</param>
/// <param name="IsTooLate">Whether nobody answered within the time limit.</param>
internal sealed record GateAnswered(string Id, bool IsApproved, string By, string Reason, bool IsTooLate = false) : DeploymentEvent;
