using Forge.Artifacts.Revisions;
using Forge.Deploy;
using Forge.Deploy.Agents;
using Forge.Git;
using Microsoft.Extensions.Options;

namespace Forge.Cli.Output;

/// <summary>What the tool's exit codes mean.</summary>
internal static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>The build or the deployment failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a configuration or a spec file is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Infrastructure failed.</summary>
    public const int Fault = 3;

    /// <summary>Interrupted by the user: 128 plus the number of SIGINT, as a shell says it.</summary>
    public const int Interrupted = 130;

    /// <summary>Tells the code for an exception, or null for a bug, which is to crash.</summary>
    public static int? Of(Exception exception) => exception switch
    {
        SpecException or OptionsValidationException or UserException or DeploymentRefusedException or RevisionRefusedException => Usage,
        GitHostingException { Failure: GitHostingFailure.InvalidName or GitHostingFailure.NameTaken or GitHostingFailure.NotFound } => Usage,
        TargetInventoryException { IsTransient: false } => Usage,
        AgentException { Failure: AgentFailure.Invitation or AgentFailure.RegistrationFile or AgentFailure.Insecure } => Usage,
        ForgeException or GitHostingException or AgentException => Fault,
        OperationCanceledException => Interrupted,
        _ => null,
    };
}
