using Forge.Testing;

namespace Forge.Abstractions.Tests.Testing;

public sealed class OutputRecorderTests
{
    [Fact]
    public void OnStandardOutput_ACharacterIsCut_IsReadWhole()
    {
        var recorder = new OutputRecorder();

        recorder.OnStandardOutput("gr\u00f6\u00dfe\n"u8[..3]);
        recorder.OnStandardOutput("gr\u00f6\u00dfe\n"u8[3..]);
        recorder.OnStandardError("oops"u8);

        recorder.StandardOutput.Should().Be("größe\n");
        recorder.StandardError.Should().Be("oops");
    }
}
