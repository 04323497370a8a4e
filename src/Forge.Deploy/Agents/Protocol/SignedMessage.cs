namespace Forge.Deploy.Agents.Protocol;

/// <summary>Bytes and the server's signature of them.</summary>
/// <param name="Payload">The bytes, which are JSON.</param>
/// <param name="Signature">The signature.</param>
internal sealed record SignedMessage(byte[] Payload, byte[] Signature);
