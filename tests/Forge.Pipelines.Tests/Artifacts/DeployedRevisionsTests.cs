using Forge.Artifacts;
using Forge.Deploy;
using Forge.Pipelines.Artifacts;
using Forge.Testing;

namespace Forge.Pipelines.Tests.Artifacts;

public sealed class DeployedRevisionsTests
{
    // GROUP REVISION STATUS, the newest first.
    [Theory]
    [InlineData("", "")]
    [InlineData("web r3 Succeeded|web r2 Succeeded|web r1 Succeeded", "r2 r3")]
    [InlineData("web r3 Failed|web r2 Succeeded", "r2")]
    [InlineData("web r3 InProgress|web r2 Succeeded|web r1 Succeeded", "r1 r2 r3")]
    [InlineData("web r9 Created|web r8 Queued|web r7 Baking|web r6 Ready", "r6 r7 r8 r9")]
    [InlineData("web r2 Succeeded|web r2 Succeeded|web r1 Succeeded|web r0 Succeeded", "r1 r2")]
    [InlineData("web r2 Succeeded|api r1 Succeeded", "r1 r2")]
    [InlineData("web r2 Stopped|api r1 Failed", "")]
    public async Task ListProtected_Deployments_NamesWhatTheyNeed(string deployments, string expected)
    {
        var results = deployments.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToAsyncEnumerable();

        var keys = await new DeployedRevisions(_ => results).ListProtectedAsync(new FakeArtifactStore(TimeProvider.System), TestContext.Current.CancellationToken);

        keys.Select(key => key.Value).Should().BeEquivalentTo(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static DeploymentResult Parse(string text)
    {
        var status = Enum.Parse<DeploymentStatus>(text.Split(' ')[2]);
        return new DeploymentResult
        {
            DeploymentId = "d",
            Group = text.Split(' ')[0],
            Revision = ArtifactKey.Parse(text.Split(' ')[1]),
            Status = status,
            Digest = ArtifactDigest.Parse(new string('a', 64)),
            Creator = "user",
            CreatedAt = DateTimeOffset.UnixEpoch,
            EndedAt = status is DeploymentStatus.Succeeded or DeploymentStatus.Failed or DeploymentStatus.Stopped ? DateTimeOffset.UnixEpoch : null,
            Targets = [],
        };
    }
}
