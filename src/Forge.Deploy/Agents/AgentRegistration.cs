using Forge.Deploy.Agents.Polling;
using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Agents;

/// <summary>Makes a machine an agent: takes up an invitation and writes the registration file.</summary>
public static class AgentRegistration
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Registers a machine. May be repeated with the same invitation and file when the answer was lost.</summary>
    /// <param name="request">The invitation and where it comes from.</param>
    /// <param name="cancellationToken">Cancels the call; it can be repeated.</param>
    /// <returns>The agent's name.</returns>
    /// <exception cref="AgentException">The server refuses or does not answer, or the file is there already or cannot be written.</exception>
    public static async Task<string> RegisterAsync(AgentRegistrationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!ForgeAgentOptions.IsAllowed(request.Server, request.AllowPlainLoopback))
        {
            throw new AgentException($"The server '{request.Server}' must have an https address. Plain http is possible to a server on this machine, when it is asked for.", AgentFailure.Insecure);
        }

        var text = request.Invitation.Reveal().Trim();
        var invitation = InvitationText.Read(text) ?? throw new AgentException("The invitation is damaged: copy all of it.", AgentFailure.Invitation);
        using var file = RegistrationFile.Open(request.RegistrationPath);
        var registration = Prepare(request, invitation, file);
        using var client = new AgentClient(new ServerSettings(request.Server, request.Proxy, AnswerTimeout), registration);
        await client.RegisterAsync(text, cancellationToken).ConfigureAwait(false);
        file.Write(registration with { PendingInvitation = null });
        return registration.Agent;
    }

    // The credential is on the disk before the server knows it: a lost answer locks nobody out.
    private static Registration Prepare(AgentRegistrationRequest request, InvitationPayload invitation, RegistrationFile file)
    {
        var there = file.Exists ? file.Read() : null;
        if (there?.PendingInvitation == invitation.Id)
        {
            return there;
        }

        if (there is { PendingInvitation: null } && !request.Overwrite)
        {
            throw new AgentException($"This machine is registered as '{there.Agent}' already, in '{request.RegistrationPath}'. Ask for that to be overwritten, or name another file.", AgentFailure.RegistrationFile);
        }

        var registration = new Registration
        {
            Agent = invitation.Agent,
            ServerKey = invitation.ServerKey,
            Credential = BearerCredential.CreateSecret(),
            Link = BearerCredential.CreateSecret(),
            PendingInvitation = invitation.Id,
            ServerCertificateHash = request.ServerCertificateHash?.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant(),
            ClientCertificatePath = request.ClientCertificatePath is { } certificate ? Path.GetFullPath(certificate) : null,
            ClientKeyPath = request.ClientKeyPath is { } key ? Path.GetFullPath(key) : null,
        };
        file.Write(registration);
        return registration;
    }
}
