using System.Text.RegularExpressions;

namespace Forge.Deploy.Agents.Protocol;

/// <summary>The rules for names of agents, which are those of CodeDeploy for on-premises instances.</summary>
internal static partial class AgentName
{
    /// <summary>What is allowed, for messages.</summary>
    public const string Rule = "use 1 to 100 letters, digits and + = , . @ _ -, not beginning with 'i-'";

    /// <summary>Tells whether a text is a name.</summary>
    public static bool IsValid(string name) => Shape().IsMatch(name);

    [GeneratedRegex(@"\A(?!i-)[A-Za-z0-9+=,.@_-]{1,100}\z")]
    private static partial Regex Shape();
}
