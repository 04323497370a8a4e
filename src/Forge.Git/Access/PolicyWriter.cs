using System.Text.Json.Nodes;

namespace Forge.Git.Access;

/// <summary>Writes a policy document from lists of repositories.</summary>
internal static class PolicyWriter
{
    public static string Write(IReadOnlyList<string> pull, IReadOnlyList<string> push, IReadOnlyList<string> forcePush)
    {
        var statements = new JsonArray();
        Add(statements, "Pull", pull, GitAction.Pull);
        Add(statements, "Push", push, GitAction.Pull, GitAction.Push);
        Add(statements, "ForcePush", forcePush, GitAction.Pull, GitAction.Push, GitAction.ForcePush);
        return new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = statements }.ToJsonString();
    }

    private static void Add(JsonArray statements, string id, IReadOnlyList<string> repositories, params GitAction[] actions)
    {
        if (repositories.Count == 0)
        {
            return;
        }

        statements.Add(new JsonObject
        {
            ["Sid"] = id,
            ["Effect"] = "Allow",
            ["Action"] = new JsonArray([.. actions.Select(a => (JsonNode)a.Name())]),
            ["Resource"] = new JsonArray([.. repositories.Select(r => (JsonNode)r)]),
        });
    }
}
