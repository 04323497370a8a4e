namespace Forge.Deploy.Agents.Protocol;

/// <summary>Why a request was refused.</summary>
/// <param name="Failure">Why, for the program.</param>
/// <param name="Message">Why, for people.</param>
internal sealed record AgentProblem(AgentFailure Failure, string Message);
