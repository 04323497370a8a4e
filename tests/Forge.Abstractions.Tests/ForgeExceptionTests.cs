using Forge.Artifacts;
using Forge.Build;
using Forge.Deploy;
using Forge.Git;
using Forge.Journal;

namespace Forge.Abstractions.Tests;

public sealed class ForgeExceptionTests
{
    private static readonly IOException Cause = new("the disk");

    public static TheoryData<ForgeException> Transient =>
    [
        new ArtifactStoreException("m", default, isTransient: true, innerException: Cause),
        new BuildExecutorException("m", "docker", isTransient: true, Cause),
        new DeployTargetException("m", "web-1", DeployTargetFailure.Unreachable, isTransient: true, Cause),
        new JournalException("m", JournalFailure.Unavailable, isTransient: true, Cause),
        new SecretStoreException("m", isTransient: true, Cause),
        new SourceException("m", "shop", isTransient: true, Cause),
    ];

    public static TheoryData<ForgeException> Lasting =>
    [
        new BuildExecutorException("m", "docker"),
        new DeployTargetException("m", "web-1", DeployTargetFailure.HostKey),
        new JournalException("m", JournalFailure.Corrupt),
        new SecretStoreException("m"),
        new SourceException("m", "shop"),
    ];

    [Theory]
    [MemberData(nameof(Transient))]
    public void Constructor_Transient_KeepsMessageCauseAndThat(ForgeException exception)
    {
        exception.Message.Should().Be("m");
        exception.InnerException.Should().BeSameAs(Cause);
        exception.IsTransient.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Lasting))]
    public void Constructor_NotSaid_IsNotTransient(ForgeException exception)
    {
        exception.IsTransient.Should().BeFalse();
        exception.InnerException.Should().BeNull();
    }

    [Fact]
    public void Data_OfEach_SaysWhichThing()
    {
        new BuildExecutorException("m", "docker").Executor.Should().Be("docker");
        new DeployTargetException("m", "web-1", DeployTargetFailure.HostKey).Should().BeEquivalentTo(new { Target = "web-1", Failure = DeployTargetFailure.HostKey });
        new JournalException("m", JournalFailure.NoSpace).Failure.Should().Be(JournalFailure.NoSpace);
        new SourceException("m", "shop").Repository.Should().Be("shop");
    }
}
