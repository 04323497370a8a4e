using System.Text;
using Forge.Pipelines.Webhooks;

namespace Forge.Pipelines.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    // The example of GitHub's documentation.
    [Fact]
    public void Sign_KnownAnswer_IsThatOfTheDocumentation() =>
        WebhookSignature.Sign(new SecretValue("It's a Secret to Everybody"), "Hello, World!"u8)
            .Should().Be("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");

    [Fact]
    public void IsValid_EmptySecret_BelievesNothing()
    {
        var body = Encoding.UTF8.GetBytes("{}");
        var empty = new SecretValue("");
        var request = new WebhookRequest { Project = "p", Body = body, Headers = new Dictionary<string, string> { ["X-Hub-Signature-256"] = WebhookSignature.Sign(empty, body) } };

        WebhookSignature.IsValid(WebhookProvider.GitHub, request, empty).Should().BeFalse();
    }
}
