using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Agents.Connections;

/// <summary>Makes answers.</summary>
internal static class AgentAnswers
{
    private const string ContentType = "Content-Type";

    /// <summary>Answers with nothing but that it is done.</summary>
    public static AgentHttpResponse Done { get; } = new() { StatusCode = 204 };

    /// <summary>Answers with a value.</summary>
    public static AgentHttpResponse Json<T>(T value, JsonTypeInfo<T> type, int statusCode = 200) => new()
    {
        StatusCode = statusCode,
        Headers = new Dictionary<string, string> { [ContentType] = "application/json", ["Cache-Control"] = "no-store" },
        Body = JsonSerializer.SerializeToUtf8Bytes(value, type),
    };

    /// <summary>Answers with a block of input.</summary>
    public static AgentHttpResponse Block(InputBlock block, byte[] signature) => new()
    {
        StatusCode = 200,
        Headers = new Dictionary<string, string>
        {
            [ContentType] = "application/octet-stream",
            ["Cache-Control"] = "no-store",
            [AgentProtocol.EndHeader] = block.IsLast ? "true" : "false",
            [AgentProtocol.SignatureHeader] = Convert.ToBase64String(signature),
        },
        Body = block.Content,
    };

    /// <summary>Answers that a request is refused.</summary>
    public static AgentHttpResponse Refusal(AgentException refusal) =>
        Json(new AgentProblem(refusal.Failure, refusal.Message), AgentJson.Default.AgentProblem, StatusOf(refusal.Failure));

    private static int StatusOf(AgentFailure failure) => failure switch
    {
        AgentFailure.Protocol => 400,
        AgentFailure.Credential or AgentFailure.CredentialReplaced or AgentFailure.Invitation => 401,
        AgentFailure.Insecure or AgentFailure.Certificate or AgentFailure.UsedElsewhere => 403,
        AgentFailure.CommandEnded => 404,
        AgentFailure.Duplicate => 409,
        AgentFailure.SessionEnded => 410,
        AgentFailure.Version => 426,
        _ => 503,
    };
}
