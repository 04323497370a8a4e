using System.Security.Cryptography;
using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Tests.Agents;

/// <summary>What the tests of agents have in common: one server key, and messages that are right.</summary>
internal static class AgentScene
{
    public static MessageSigner Signer { get; } = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public static DateTimeOffset Now { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static ConnectAnswer Answer { get; } = new() { Agent = "web-1", Instance = "i", Session = "s", ServerTime = Now, PollSeconds = 1 };

    public static AgentMessage Message { get; } = new()
    {
        Agent = "web-1",
        Session = "s",
        Sequence = 1,
        Expires = Now.AddMinutes(10),
        Kind = AgentMessageKind.Run,
        Command = "c",
        Arguments = ["true"],
        OutputLimit = 10,
    };

    public static InvitationPayload Invitation { get; } = new()
    {
        Agent = "web-1",
        Id = "one",
        Expires = Now.AddHours(1),
        ServerKey = Signer.PublicKey,
    };
}
