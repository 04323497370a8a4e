using Forge.Build;

namespace Forge.Abstractions.Tests.Build;

public sealed class ImageReferenceTests
{
    private const string Digest = "@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    public static TheoryData<string> Images =>
    [
        "busybox", "forge/build:local", "debian:12", "debian:bookworm-slim", "mcr.microsoft.com/dotnet/sdk:10.0", "localhost:5000/shop:1",
        "registry.example.org/a/b/c:v1.2_3-x", "a.b_c__d---e", $"debian{Digest}", $"registry:443/debian:12{Digest}", "Registry.Example/shop", new string('a', 512),
    ];

    [Theory]
    [MemberData(nameof(Images))]
    public void Parse_AnImageName_KeepsItAsWritten(string text)
    {
        ImageReference.Parse(text).Value.Should().Be(text);
        ImageReference.Parse(text).ToString().Should().Be(text);
    }

    [Fact]
    public void TryParse_NotAnImageName_ReturnsFalseAndTheDefault()
    {
        ImageReference.TryParse("Debian", out var image).Should().BeFalse();
        image.Should().Be(default(ImageReference));
    }

    [Fact]
    public void Value_OfTheDefault_Throws() =>
        default(ImageReference).Invoking(image => image.Value).Should().Throw<InvalidOperationException>();
}
