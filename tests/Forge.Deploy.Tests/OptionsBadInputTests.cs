using Forge.Deploy.Ssh;
using Forge.Testing.BadInput;
using Microsoft.Extensions.Options;

namespace Forge.Deploy.Tests;

/// <summary>Settings of hosts that cannot work: groups, configurations, filters, windows, gates; and the logins of targets.</summary>
public sealed class OptionsBadInputTests
{
    private static readonly BadInputArea Deployments = new("deployment-options");
    private static readonly BadInputArea Ssh = new("ssh-options");

    public static TheoryData<string> DeploymentInputs => Deployments.Inputs;

    public static TheoryData<string> SshInputs => Ssh.Inputs;

    [Theory]
    [MemberData(nameof(DeploymentInputs))]
    public void Validate_DeploymentOptions_SaysWhatIsExpected(string input) =>
        Deployments.Check(input, (_, bytes) => Failures(OptionsText.Read<DeploymentOptions>(bytes), new DeploymentOptionsValidator(), new DeploymentRulesValidator()));

    [Theory]
    [MemberData(nameof(SshInputs))]
    public void Validate_SshOptions_SaysWhatIsExpected(string input) =>
        Ssh.Check(input, (_, bytes) => Failures(OptionsText.Read<SshDeployTargetOptions>(bytes), new SshDeployTargetOptionsValidator()));

    private static IEnumerable<string> Failures<T>(T options, params IReadOnlyList<IValidateOptions<T>> validators)
        where T : class => validators.SelectMany(validator => validator.Validate(null, options).Failures ?? []);
}
