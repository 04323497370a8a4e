using System.Security.Cryptography;
using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Tests.Agents;

public sealed class InvitationTextTests
{
    private static readonly string Text = InvitationText.Write(AgentScene.Invitation, AgentScene.Signer);

    [Fact]
    public void Read_WhatWasWritten_IsTheSame() => InvitationText.Read(Text).Should().BeEquivalentTo(AgentScene.Invitation);

    [Fact]
    public void Read_OneCharacterChanged_IsNull()
    {
        for (var i = 0; i < Text.Length - 2; i += 7)
        {
            var changed = Text[..i] + (Text[i] == 'A' ? 'B' : 'A') + Text[(i + 1)..];

            InvitationText.Read(changed).Should().BeNull($"character {i} was changed");
        }
    }

    [Fact]
    public void Read_KeyOfAnotherWithTheSignatureOfThisOne_IsNull()
    {
        using var other = new MessageSigner(ECDsa.Create(ECCurve.NamedCurves.nistP256));

        InvitationText.Read(InvitationText.Write(AgentScene.Invitation with { ServerKey = other.PublicKey }, AgentScene.Signer)).Should().BeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("forge-agent-1")]
    [InlineData("forge-agent-1..")]
    [InlineData("forge-agent-1.e30.e30")]
    [InlineData("forge-agent-2.e30.e30")]
    [InlineData("forge-agent-1.bnVsbA.e30")]
    [InlineData("a.b.c.d")]
    public void Read_Nonsense_IsNull(string text) => InvitationText.Read(text).Should().BeNull();

    [Fact]
    public void Read_VeryLong_IsNull() => InvitationText.Read(new string('a', 3000)).Should().BeNull();
}
