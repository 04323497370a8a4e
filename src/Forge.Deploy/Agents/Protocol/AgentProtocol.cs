namespace Forge.Deploy.Agents.Protocol;

/// <summary>What agents and servers have agreed on, in version 1.</summary>
internal static class AgentProtocol
{
    public const int Version = 1;

    public const string VersionHeader = "Forge-Agent-Version";
    public const string SignatureHeader = "Forge-Signature";
    public const string EndHeader = "Forge-Input-End";

    public const string Register = "register";
    public const string Replace = "replace";
    public const string Connect = "connect";
    public const string Poll = "poll";
    public const string Input = "input";
    public const string Output = "output";
    public const string End = "end";
    public const string Leave = "leave";

    /// <summary>The most bytes of a command's input or output in one request.</summary>
    public const int BlockBytes = 1024 * 1024;

    /// <summary>The most bytes of a command's input or output that travel inside a message.</summary>
    public const int InlineBytes = 64 * 1024;

    /// <summary>The most bytes of a request's body; a block is the largest.</summary>
    public const int MostRequestBytes = BlockBytes + InlineBytes;

    /// <summary>The most bytes of an answer's body.</summary>
    public const int MostAnswerBytes = 8 * 1024 * 1024;

    /// <summary>The most messages in one answer.</summary>
    public const int MostMessages = 16;

    /// <summary>How long after its making a message may be carried out.</summary>
    public static TimeSpan MessageLifetime { get; } = TimeSpan.FromMinutes(10);
}
