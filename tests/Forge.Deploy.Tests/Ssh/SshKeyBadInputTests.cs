using Forge.Deploy.Ssh;
using Forge.Testing.BadInput;

namespace Forge.Deploy.Tests.Ssh;

/// <summary>Private keys that no login is made with.</summary>
public sealed class SshKeyBadInputTests
{
    private static readonly BadInputArea Area = new("ssh-key");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Inputs => Area.Inputs;

    [Theory]
    [MemberData(nameof(Inputs))]
    public Task Read_BadInput_SaysWhatIsExpected(string input) => Area.CheckAsync(input, async (file, _) =>
    {
        var options = new SshDeployTargetOptions { Host = "web-1.example.org", User = "deploy", PrivateKeyPath = Path.Combine(Area.Directory, file), KnownHostsPath = "known_hosts" };
        var settings = SshTargetSettings.From("web-1", options);
        try
        {
            await SshLogin.ReadAsync(new SshHop(settings, settings.Endpoint, ""), secrets: null, Cancel);
            return [];
        }
        catch (DeployTargetException e)
        {
            return [e.Message.Replace($"{Area.Directory}/", "", StringComparison.Ordinal)];
        }
    });
}
