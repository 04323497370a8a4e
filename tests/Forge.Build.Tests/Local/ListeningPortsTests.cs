using System.Net;
using System.Net.Sockets;
using Forge.Build.Local;

namespace Forge.Build.Tests.Local;

public sealed class ListeningPortsTests
{
    [Theory]
    [InlineData("   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0000", 8080)]
    [InlineData("   0: 0200A8C0:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0000", 22)]
    [InlineData("   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0000", null)]
    [InlineData("   0: 00000000:1F90 0100007F:0050 01 00000000:00000000 00:00000000 00000000     0        0 4242 1 0000", null)]
    [InlineData("   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4242 1", 8080)]
    [InlineData("   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4242 1", null)]
    [InlineData("   0: 0000000000000000FFFF00000100007F:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4242 1", null)]
    [InlineData("   0: B80D0120000000000000000001020 37F:1F90 0:0 0A 00000000:00000000 00:00000000 00000000 0 0 4242 1", null)]
    [InlineData("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode", null)]
    [InlineData("", null)]
    public void Parse_Line_GivesWhatOthersReach(string line, int? port) =>
        ListeningPorts.Parse(line).Should().Be(port is { } number ? (number, "socket:[4242]") : ((int, string)?)null);

    [Theory]
    [InlineData("0.0.0.0", true)]
    [InlineData("::", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    public void OfThisProcess_Listening_HasThePortUnlessOnLoopback(string address, bool isFound)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();

        ListeningPorts.OfThisProcess().Contains(((IPEndPoint)listener.LocalEndpoint).Port).Should().Be(isFound);
    }
}
