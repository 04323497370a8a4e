using System.Net;
using System.Security.Cryptography.X509Certificates;
using Forge.Deploy.Agents;
using Forge.Journal;
using Forge.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Forge.AspNetCore.Tests.Agents;

/// <summary>What a server of agents is made of; outlives the server, so that another one can follow.</summary>
internal sealed class AgentServerSetup : IDisposable
{
    public TempDirectory Directory { get; } = new();

    public IJournal Journal { get; init; } = new FakeJournal(TimeProvider.System);

    public FakeArtifactStore Store { get; } = new(TimeProvider.System);

    public string[] Names { get; init; } = ["web-1"];

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    public Action<AgentHostingOptions>? Configure { get; init; }

    /// <summary>Has a slow machine not be taken for a dead one: for tests whose agents do not die.</summary>
    public static void BePatient(AgentHostingOptions options)
    {
        options.LostAfter = TimeSpan.FromSeconds(60);
        options.TakeOverAfter = TimeSpan.FromSeconds(30);
    }

    /// <summary>Gets the certificate of the server; null for plain http.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Gets or sets the port; 0 for any.</summary>
    public int Port { get; set; }

    /// <summary>Gets the file in which hooks note that they ran.</summary>
    public string Notes => Directory.Combine("notes");

    public string[] ReadNotes() => File.Exists(Notes) ? File.ReadAllLines(Notes) : [];

    public void Listen(KestrelServerOptions kestrel) => kestrel.Listen(IPAddress.Loopback, Port, listen =>
    {
        if (Certificate is not null)
        {
            listen.UseHttps(https =>
            {
                https.ServerCertificate = Certificate;
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.ClientCertificateValidation = (_, _, _) => true;
            });
        }
    });

    public void Dispose() => Directory.Dispose();
}
