using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Forge.Deploy.Agents.Protocol;

/// <summary>Invitations as text: <c>forge-agent-1</c>, the payload and the server's signature, with dots between.</summary>
internal static class InvitationText
{
    private const string Mark = "forge-agent-1";
    private const int MostCharacters = 2000;

    /// <summary>Writes an invitation.</summary>
    public static string Write(InvitationPayload payload, MessageSigner signer)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(payload, AgentJson.Default.InvitationPayload);
        return $"{Mark}.{Base64Url.EncodeToString(bytes)}.{Base64Url.EncodeToString(signer.Sign(MessageVerifier.Invitation, bytes))}";
    }

    /// <summary>Reads an invitation whose signature is that of the key in it. The server has to compare the key with its own.</summary>
    /// <returns>The payload, or null when the text is no invitation.</returns>
    public static InvitationPayload? Read(string text)
    {
        try
        {
            if (text.Length > MostCharacters || text.Split('.') is not [Mark, var payload, var signature])
            {
                return null;
            }

            var bytes = Base64Url.DecodeFromChars(payload);
            var read = JsonSerializer.Deserialize(bytes, AgentJson.Default.InvitationPayload) ?? throw new JsonException();
            using var verifier = new MessageVerifier(read.ServerKey);
            return AgentName.IsValid(read.Agent) && verifier.Verify(MessageVerifier.Invitation, bytes, Base64Url.DecodeFromChars(signature)) ? read : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or CryptographicException)
        {
            return null;
        }
    }
}
