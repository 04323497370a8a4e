using System.Text;
using Forge.Shared.Webhooks;

namespace Forge.Shared.Tests.Webhooks;

public sealed class StandardWebhookTests
{
    // The example of the Standard Webhooks specification.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public void Signature_ExampleOfTheSpecification_IsTheOneThere() =>
        StandardWebhook.Signature("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", """{"test": 2432232314}"""u8, new SecretValue(Secret))
            .Should().Be("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Theory]
    [InlineData("other", "1614265330", "{}")]
    [InlineData("id", "1614265331", "{}")]
    [InlineData("id", "1614265330", "{ }")]
    public void Signature_AnythingElse_IsAnother(string id, string timestamp, string body) =>
        StandardWebhook.Signature(id, timestamp, Encoding.UTF8.GetBytes(body), new SecretValue(Secret))
            .Should().NotBe(StandardWebhook.Signature("id", "1614265330", "{}"u8, new SecretValue(Secret)));

    [Theory]
    [InlineData("plain")]
    [InlineData("whsec_not base64!")]
    [InlineData("whsec_")]
    public void Signature_SecretIsNotBase64_IsTakenAsItIs(string secret)
    {
        var expected = System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "id.1.{}"u8);

        StandardWebhook.Signature("id", "1", "{}"u8, new SecretValue(secret)).Should().Be($"v1,{Convert.ToBase64String(expected)}");
    }

    [Fact]
    public void Sign_Request_CarriesIdTimeAndSignature()
    {
        using var request = new HttpRequestMessage();

        StandardWebhook.Sign(request, "id", "{}"u8.ToArray(), new SecretValue(Secret), DateTimeOffset.UnixEpoch.AddSeconds(7));

        request.Headers.GetValues("webhook-id").Should().Equal("id");
        request.Headers.GetValues("webhook-timestamp").Should().Equal("7");
        request.Headers.GetValues("webhook-signature").Should().Equal(StandardWebhook.Signature("id", "7", "{}"u8, new SecretValue(Secret)));
    }
}
