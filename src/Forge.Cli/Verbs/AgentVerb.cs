using System.CommandLine;
using System.Globalization;
using Forge.Cli.Hosting;
using Forge.Cli.Output;
using Forge.Deploy.Agents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Forge.Cli.Verbs;

/// <summary><c>forge agent</c>: this machine fetches its deployments from a server; <c>invite</c> and <c>register</c> let it.</summary>
internal static class AgentVerb
{
    private static readonly TimeSpan InvitationLifetime = TimeSpan.FromHours(1);

    public static Command Create(Terminal terminal)
    {
        var server = Server();
        var registration = Registration();
        var plain = PlainLoopback();
        var proxy = Proxy();
        var verb = new Command("agent", "Fetches deployments to this machine from a server, until it is stopped.")
        {
            server, registration, plain, proxy, CreateInvite(terminal), CreateRegister(terminal),
        };
        verb.SetAction((parsed, cancellationToken) => RunAsync(
            options =>
            {
                options.Server = parsed.GetRequiredValue(server);
                options.RegistrationPath = parsed.GetRequiredValue(registration);
                options.AllowPlainLoopback = parsed.GetValue(plain);
                options.Proxy = parsed.GetValue(proxy);
            },
            cancellationToken));
        return verb;
    }

    private static Command CreateInvite(Terminal terminal)
    {
        var name = new Argument<string>("name") { Description = "the agent, which is a target with \"agent\": true in the configuration of the server" };
        var root = SharedOptions.Root();
        var lifetime = Time("--lifetime", "how long the invitation holds, as in 00:30:00 (default one hour)");
        var credential = Time("--credential-lifetime", "how long each credential of the agent holds, as in 01:00:00; without it for ever");
        var verb = new Command("invite", "Prints an invitation by which one machine can register, once. It is a secret.") { name, root, lifetime, credential };
        verb.SetAction(async parsed =>
        {
            var services = new ServiceCollection().AddLogging();
            services.AddForge().AddReadOnlyStorage(parsed.GetRequiredValue(root)).AddAgentHosting(parsed.GetRequiredValue(root));
            var provider = services.BuildServiceProvider();
            await using (provider.ConfigureAwait(false))
            {
                terminal.Result(Invite(provider.GetRequiredService<DeployAgents>(), parsed.GetRequiredValue(name), parsed.GetValue(lifetime) ?? InvitationLifetime, parsed.GetValue(credential)));
            }

            terminal.Say("Who has the invitation can register as this agent. Hand it over on a safe way, and give it to 'forge agent register' on the machine.");
            return ExitCode.Success;
        });
        return verb;
    }

    private static string Invite(DeployAgents agents, string name, TimeSpan lifetime, TimeSpan? credentialLifetime)
    {
        try
        {
            return agents.Invite(name, lifetime, credentialLifetime).Reveal();
        }
        catch (ArgumentException e)
        {
            throw new UserException(e.Message);
        }
    }

    private static Command CreateRegister(Terminal terminal)
    {
        var server = Server();
        var registration = Registration();
        var plain = PlainLoopback();
        var proxy = Proxy();
        var invitation = new Option<string>("--invitation") { Description = "the file with the invitation (default: standard input)", HelpName = "FILE" };
        var pin = new Option<string>("--server-certificate") { Description = "the SHA-256 of the server's certificate, instead of the system's authorities", HelpName = "HEX" };
        var certificate = new Option<string>("--client-certificate") { Description = "the certificate to show to the server, in PEM", HelpName = "FILE" };
        var key = new Option<string>("--client-key") { Description = "its key, in PEM, unless it is in the same file", HelpName = "FILE" };
        var overwrite = new Option<bool>("--override-config") { Description = "replace a registration that is there" };
        var verb = new Command("register", "Makes this machine an agent: takes up an invitation and writes the registration file.")
        {
            server, registration, plain, proxy, invitation, pin, certificate, key, overwrite,
        };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var text = parsed.GetValue(invitation) is { } file ? await ReadAsync(file, cancellationToken).ConfigureAwait(false) : await Console.In.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            var name = await AgentRegistration.RegisterAsync(
                new AgentRegistrationRequest
                {
                    Server = parsed.GetRequiredValue(server),
                    Invitation = new SecretValue(text),
                    RegistrationPath = parsed.GetRequiredValue(registration),
                    Overwrite = parsed.GetValue(overwrite),
                    AllowPlainLoopback = parsed.GetValue(plain),
                    ServerCertificateHash = parsed.GetValue(pin),
                    ClientCertificatePath = parsed.GetValue(certificate),
                    ClientKeyPath = parsed.GetValue(key),
                    Proxy = parsed.GetValue(proxy),
                },
                cancellationToken).ConfigureAwait(false);
            terminal.Say($"registered as {name}");
            return ExitCode.Success;
        });
        return verb;
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The invitation cannot be read: {e.Message}");
        }
    }

    private static async Task<int> RunAsync(Action<ForgeAgentOptions> configure, CancellationToken cancellationToken)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Forge", LogLevel.Information).AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddForgeAgent(configure);
        using var host = builder.Build();
        await host.RunAsync(cancellationToken).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static Option<Uri> Server() => new("--server")
    {
        Description = "where the server serves agents, as in https://forge.example.org/agents",
        HelpName = "URL",
        Required = true,
        CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) ? uri : Fail<Uri>(result, "is not an address"),
    };

    private static Option<string> Registration() => new("--registration") { Description = "the registration file, in a directory that the agent can write", HelpName = "FILE", Required = true };

    private static Option<bool> PlainLoopback() => new("--plain-loopback") { Description = "allow plain http to a server on this machine" };

    private static Option<Uri?> Proxy() => new("--proxy")
    {
        Description = "the proxy to go through (default: that of the environment)",
        HelpName = "URL",
        CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) ? uri : Fail<Uri>(result, "is not an address"),
    };

    private static Option<TimeSpan?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result => TimeSpan.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var time) ? time : Fail<TimeSpan?>(result, "is not a time"),
    };

    private static T? Fail<T>(System.CommandLine.Parsing.ArgumentResult result, string what)
    {
        result.AddError($"'{result.Tokens[0].Value}' {what}.");
        return default;
    }
}
