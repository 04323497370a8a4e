using System.Text;
using System.Text.Json;
using Forge.Deploy;
using Forge.Deploy.Agents;
using Forge.Testing;
using Forge.Testing.Faults;

namespace Forge.AspNetCore.Tests.Agents;

/// <summary>Who is believed, and what happens when two machines have one identity.</summary>
public sealed class AgentIdentityTests : IDisposable
{
    private readonly AgentServerSetup _setup = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Registration => _setup.Directory.Combine("registration.json");

    private string CopiedRegistration => _setup.Directory.Combine("copy.json");

    public void Dispose() => _setup.Dispose();

    [Fact]
    public async Task Connect_CopyWhileTheFirstLives_IsRefusedAndTheFirstGoesOn()
    {
        using var setup = new AgentServerSetup { Configure = AgentServerSetup.BePatient };
        await using var server = await AgentServer.StartAsync(setup);
        await using var agent = await AgentHost.StartAsync(server, Registration);
        await RunAsync(server, "first");
        File.Copy(Registration, CopiedRegistration);

        await using var copy = await AgentHost.StartAsync(server.Address, CopiedRegistration);

        await Eventually.BeTrueAsync(() => copy.Log.Text.Contains(nameof(AgentFailure.Duplicate), StringComparison.Ordinal), Cancel);
        server.Log.Ids.Should().Contain(3123);
        (await RunAsync(server, "still here")).Should().Be("still here");
        agent.Log.Ids.Should().NotContain(3132).And.NotContain(3133);
    }

    [Fact]
    public async Task Connect_AfterACopyWasConnected_IsRefusedLoudly()
    {
        await using var server = await AgentServer.StartAsync(_setup);
        var agent = await AgentHost.StartAsync(server, Registration);
        await RunAsync(server, "first");
        await agent.DisposeAsync();
        File.Copy(Registration, CopiedRegistration);
        var copy = await AgentHost.StartAsync(server.Address, CopiedRegistration);
        await RunAsync(server, "copy");
        await copy.DisposeAsync();

        await using var next = await AgentHost.StartAsync(server.Address, Registration);

        await Eventually.BeTrueAsync(() => next.Log.Text.Contains(nameof(AgentFailure.UsedElsewhere), StringComparison.Ordinal), Cancel);
        server.Log.Ids.Should().Contain(3124);
    }

    [Fact]
    public async Task Start_SameFileTwice_IsRefusedOnTheMachine()
    {
        await using var server = await AgentServer.StartAsync(_setup);
        await using var agent = await AgentHost.StartAsync(server, Registration);

        var starting = () => AgentHost.StartAsync(server.Address, Registration);

        (await starting.Should().ThrowAsync<AgentException>()).Which.Failure.Should().Be(AgentFailure.RegistrationFile);
    }

    [Fact]
    public async Task Poll_CredentialRunsOut_IsReplacedBeforeAndTheOldOneIsVoid()
    {
        await using var server = await AgentServer.StartAsync(_setup);
        var old = await RegisterAsync(server, TimeSpan.FromSeconds(15));
        File.Copy(Registration, CopiedRegistration);
        var agent = await AgentHost.StartAsync(server.Address, Registration);

        await Eventually.BeTrueAsync(() => agent.Log.Ids.Contains(3135), Cancel);
        (await RunAsync(server, "replaced")).Should().Be("replaced");
        await agent.DisposeAsync();

        Credential(Registration).Should().NotBe(old);
        await using var copy = await AgentHost.StartAsync(server.Address, CopiedRegistration);
        await Eventually.BeTrueAsync(() => copy.Log.Text.Contains(nameof(AgentFailure.CredentialReplaced), StringComparison.Ordinal), Cancel);
        server.Log.Ids.Should().Contain(3127).And.Contain(3125);
    }

    [Fact]
    public async Task Register_Anew_VoidsWhatTheFirstMachineHas()
    {
        await using var server = await AgentServer.StartAsync(_setup);
        await using var first = await AgentHost.StartAsync(server, Registration);
        await RunAsync(server, "first");

        await using var second = await AgentHost.StartAsync(server, CopiedRegistration);

        await Eventually.BeTrueAsync(() => first.Log.Text.Contains(nameof(AgentFailure.Credential), StringComparison.Ordinal), Cancel);
        (await RunAsync(server, "second")).Should().Be("second");
    }

    [Fact]
    public async Task RemoveAsync_ConnectedAgent_IsRefusedFromNowOn()
    {
        await using var server = await AgentServer.StartAsync(_setup);
        await using var agent = await AgentHost.StartAsync(server, Registration);
        await RunAsync(server, "first");
        (await server.Agents.ListAsync(Cancel)).Should().ContainSingle().Which.Should().Match<DeployAgent>(one => one.IsConnected && one.RegisteredAt != null);

        await server.Agents.RemoveAsync("web-1", Cancel);

        await Eventually.BeTrueAsync(() => agent.Log.Text.Contains(nameof(AgentFailure.Credential), StringComparison.Ordinal), Cancel);
        (await server.Agents.ListAsync(Cancel)).Should().ContainSingle().Which.Should().Match<DeployAgent>(one => !one.IsConnected && one.RegisteredAt == null);
    }

    [Fact]
    public async Task Register_AnswerIsLost_CanBeRepeatedByTheSameMachineOnly()
    {
        await using var server = await AgentServer.StartAsync(_setup);
        await using var proxy = FaultProxy.Start(new Uri(server.Address.GetLeftPart(UriPartial.Authority)));
        proxy.Faults = request => request.Number == 0 ? new Fault(FaultKind.NoAnswer) : null;
        var invitation = server.Agents.Invite("web-1", TimeSpan.FromMinutes(1));
        var register = (string file) => AgentRegistration.RegisterAsync(
            new AgentRegistrationRequest { Server = new Uri(proxy.Endpoint, "agents"), Invitation = invitation, RegistrationPath = file, AllowPlainLoopback = true }, Cancel);

        await register.Awaiting(r => r(Registration)).Should().ThrowAsync<AgentException>().Where(e => e.Failure == AgentFailure.Unreachable);
        await FluentActions.Awaiting(() => AgentHost.StartAsync(server.Address, Registration)).Should().ThrowAsync<AgentException>();
        (await register(Registration)).Should().Be("web-1");

        await register.Awaiting(r => r(CopiedRegistration)).Should().ThrowAsync<AgentException>().Where(e => e.Failure == AgentFailure.Invitation);
        await using var agent = await AgentHost.StartAsync(server.Address, Registration);
        (await RunAsync(server, "registered")).Should().Be("registered");
    }

    [Fact]
    public async Task Log_OfBothSides_HoldsNoSecret()
    {
        await using var server = await AgentServer.StartAsync(_setup);
        var invitation = server.Agents.Invite("web-1", TimeSpan.FromMinutes(1));
        await AgentRegistration.RegisterAsync(
            new AgentRegistrationRequest { Server = server.Address, Invitation = invitation, RegistrationPath = Registration, AllowPlainLoopback = true }, Cancel);
        await using var agent = await AgentHost.StartAsync(server.Address, Registration);
        await RunAsync(server, "anything");

        var journal = new StringBuilder();
        await foreach (var recorded in _setup.Journal.ReadAsync(new Journal.StreamId("deploy-agent", "web-1"), 1, Cancel))
        {
            journal.Append(recorded.Entry.Data);
        }

        var written = server.Log.Text + agent.Log.Text + journal;
        written.Should().NotContain(invitation.Reveal()).And.NotContain(Credential(Registration)).And.NotContain(Value(Registration, "link"));
        journal.ToString().Should().Contain("credentialHash");
        File.GetUnixFileMode(Registration).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static string Value(string file, string name) => JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty(name).GetString()!;

    private static string Credential(string file) => Value(file, "credential");

    private static async Task<string> RunAsync(AgentServer server, string word)
    {
        await using var session = await server.Target("web-1").OpenAsync(Cancel);
        var result = await session.RunAsync(new DeployCommand { Arguments = ["printf", "%s", word] }, Cancel);
        return Encoding.UTF8.GetString(result.StandardOutput.Span);
    }

    private async Task<string> RegisterAsync(AgentServer server, TimeSpan credentialLifetime)
    {
        await AgentHost.RegisterAsync(server, Registration, "web-1", credentialLifetime);
        return Credential(Registration);
    }
}
