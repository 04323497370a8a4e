using Forge.Deploy.Ssh;

namespace Forge.Deploy.Tests.Ssh;

public sealed class RemoteCommandTests
{
    [Fact]
    public void Text_ShellSyntax_IsQuoted() =>
        RemoteCommand.Text(["echo", "$(id)", "it's", "", "a\nb"], hasInput: true).Should().Be("'echo' '$(id)' 'it'\\''s' '' 'a\nb'");

    [Fact]
    public void Text_NoInput_ReadsFromNowhere() => RemoteCommand.Text(["cat"], hasInput: false).Should().Be("'cat' </dev/null");
}
