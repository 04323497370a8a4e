using System.Text;
using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Tests.Agents;

public sealed class MessageSignatureTests : IDisposable
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("rm -rf nothing");

    private readonly MessageVerifier _verifier = new(AgentScene.Signer.PublicKey);

    public void Dispose() => _verifier.Dispose();

    [Fact]
    public void Verify_Signed_IsTrue() => _verifier.Verify(MessageVerifier.Command, Content, AgentScene.Signer.Sign(MessageVerifier.Command, Content)).Should().BeTrue();

    [Fact]
    public void Verify_OtherPurpose_IsFalse() => _verifier.Verify(MessageVerifier.Session, Content, AgentScene.Signer.Sign(MessageVerifier.Command, Content)).Should().BeFalse();

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Verify_BitFlipped_IsFalse(int bit)
    {
        var signature = AgentScene.Signer.Sign(MessageVerifier.Command, Content);
        for (var i = 0; i < Content.Length; i++)
        {
            var changed = Content.ToArray();
            changed[i] ^= (byte)(1 << bit);
            _verifier.Verify(MessageVerifier.Command, changed, signature).Should().BeFalse();
        }

        for (var i = 0; i < signature.Length; i++)
        {
            var changed = signature.ToArray();
            changed[i] ^= (byte)(1 << bit);
            _verifier.Verify(MessageVerifier.Command, Content, changed).Should().BeFalse();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(1000)]
    public void Verify_SignatureOfAnotherLength_IsFalse(int length) => _verifier.Verify(MessageVerifier.Command, Content, new byte[length]).Should().BeFalse();

    [Fact]
    public void BlockText_AnythingDiffers_Differs()
    {
        var block = new InputBlock(0, Content, IsLast: false);

        string[] texts =
        [
            MessageVerifier.BlockText("a", "s", "c", block),
            MessageVerifier.BlockText("b", "s", "c", block),
            MessageVerifier.BlockText("a", "t", "c", block),
            MessageVerifier.BlockText("a", "s", "d", block),
            MessageVerifier.BlockText("a", "s", "c", block with { Offset = 1 }),
            MessageVerifier.BlockText("a", "s", "c", block with { IsLast = true }),
            MessageVerifier.BlockText("a", "s", "c", block with { Content = new byte[1] }),
        ];

        texts.Should().OnlyHaveUniqueItems();
    }
}
