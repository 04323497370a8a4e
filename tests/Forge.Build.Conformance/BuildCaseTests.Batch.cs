using FluentAssertions;
using Xunit;

namespace Forge.Build.Conformance;

/// <content>Several builds from one buildspec.</content>
public abstract partial class BuildCaseTests
{
    [Fact]
    public async Task C58_Matrix_HasABuildForEachCombinationWithItsOwnVariable()
    {
        Host.With("one.yml", "version: 0.2\nphases: {build: {commands: [echo one $V $OTHER]}}").With("two.yml", "version: 0.2\nphases: {build: {commands: [echo two $V $OTHER]}}");

        var result = await Host.RunBatchAsync(
            """
            version: 0.2
            batch:
              build-matrix:
                dynamic:
                  buildspec: [one.yml, two.yml]
                  env: {variables: {V: [a, b, c]}}
            """);

        result.Status.Should().Be(BuildStatus.Succeeded);
        result.Groups.Should().HaveCount(6).And.OnlyContain(group => group.Status == BuildStatus.Succeeded);
        var printed = new List<string>();
        foreach (var group in result.Groups)
        {
            printed.AddRange(await Host.OutputAsync(group.BuildId!));
        }

        printed.Should().BeEquivalentTo("one a", "one b", "one c", "two a", "two b", "two c");
    }

    [Fact]
    public async Task C59_IdentifierWithADash_FailsTheBatchBeforeAnythingStarts()
    {
        var result = await Host.RunBatchAsync("version: 0.2\nbatch: {build-list: [{identifier: good}, {identifier: a-b}, {identifier: c-d}]}\nphases: {build: {commands: [echo x]}}");

        result.Status.Should().Be(BuildStatus.Failed);
        result.Groups.Should().BeEmpty();
        result.Phases.Should().ContainSingle(phase => phase.StatusCode == "BATCH_SPEC_VALIDATION_ERROR").Which.Message.Should().Be(
            "BatchSpec has invalid values.. Build Identifiers a-b,c-d must contain only alphanumeric characters and underscores and be less than 128 characters in length.");
        (await Host.Engine.ListAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken)).Should().BeEmpty();
    }
}
