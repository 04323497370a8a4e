using System.Security.Cryptography;
using Forge.Deploy.Tests.Ssh;
using Forge.Testing;

namespace Forge.Deploy.Tests.Killing;

/// <summary>A real sshd whose connections are killed, frozen and refused at random moments of real deployments.</summary>
public sealed class ConnectionDroppedTests(OpenSshServer server, ITestOutputHelper output) : IClassFixture<OpenSshServer>, IAsyncDisposable
{
    private const int MostInOne = 3;
    private const int PayloadBytes = 2_000_000;
    private static readonly TimeSpan LongestCalm = TimeSpan.FromMilliseconds(800);

    private readonly TempDirectory _directory = new();
    private EngineScene? _scene;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // The scenario deploy-drops asks for a hundred.
    private static int Drops => Times.Of("FORGE_DROPS", 10);

    public async ValueTask DisposeAsync()
    {
        await (_scene?.DisposeAsync() ?? ValueTask.CompletedTask);
        _directory.Dispose();
    }

    [Fact]
    public async Task Run_ConnectionsDropAtRandomMoments_RepeatsNothingAndLeavesNothingHalf()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        _scene = new EngineScene(
            options =>
            {
                options.ConnectAttempts = 100;
                options.ConnectBackOff = TimeSpan.FromMilliseconds(100);
                options.Groups.Add(new DeploymentGroupOptions { Name = "far", Targets = { "w3" }, MaxRevisions = 3 });
            },
            ServerTarget.Of(server, "w3", _directory.Path));

        var drops = 0;
        for (var i = 1; drops < Drops; i++)
        {
            drops += await DeployAsync(i, random);
        }

        output.WriteLine($"{drops} drops");
        File.ReadAllLines(_directory.Combine("notes")).Should().OnlyHaveUniqueItems("no hook ran twice");
    }

    // Returns how often the connection was lost.
    private async Task<int> DeployAsync(int number, Random random)
    {
        var payload = RandomNumberGenerator.GetHexString(PayloadBytes);
        var revision = Revision.Noting($"{number}", $"echo \"$DEPLOYMENT_ID $LIFECYCLE_EVENT $FORGE_STEP_ID\" >>{_directory.Combine("notes")}; sleep 0.1").File("app/payload", payload);
        var request = await _scene!.RequestAsync(revision, $"shop/{number}.zip") with { Group = "far" };
        var running = _scene.Engine.RunAsync(request, Cancel);
        var drops = 0;
        while (!await EndsWithinAsync(running, random.NextDouble() * LongestCalm))
        {
            // Each one makes the engine wait longer, so a deployment is spared after a few; and what is not open cannot be lost.
            if (drops < MostInOne && server.ConnectionCount > 0)
            {
                await DropAsync(random.Next(3));
                drops++;
            }
        }

        var result = await running;
        result.Status.Should().Be(DeploymentStatus.Succeeded, result.Message);
        CheckTree(_directory.Combine("root/srv/app"), number, payload);
        CheckTree(_directory.Combine("state/far", result.DeploymentId, "deployment-archive/app"), number, payload);
        return drops;
    }

    private static void CheckTree(string directory, int number, string payload)
    {
        Directory.EnumerateFileSystemEntries(directory).Select(Path.GetFileName).Should().BeEquivalentTo("payload", "version.txt");
        File.ReadAllText(Path.Join(directory, "version.txt")).Should().Be($"{number}");
        (File.ReadAllText(Path.Join(directory, "payload")) == payload).Should().BeTrue("a partial file must never have its final name");
    }

    private async Task DropAsync(int kind)
    {
        switch (kind)
        {
            case 0:
                server.DropConnections();
                break;
            case 1:
                // What was sent meanwhile waits in the kernel, and is lost with the connection.
                server.Freeze();
                server.DropConnections();
                server.Thaw();
                break;
            default:
                await server.StopAsync();
                await server.StartAsync();
                break;
        }
    }

    private static async Task<bool> EndsWithinAsync(Task running, TimeSpan time)
    {
        try
        {
            await running.WaitAsync(time, Cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
