using Forge.Build.Planning;

namespace Forge.Build.Tests.Planning;

public sealed class ArtifactKeyPlanTests
{
    // Path, namespace, name, s3-prefix; the key of a ZIP, and what the keys of a folder's files begin with.
    [Theory]
    [InlineData("", false, "A.zip", "", "A.zip", "A.zip")]
    [InlineData("P", false, "A.zip", "", "P/A.zip", "P/A.zip")]
    [InlineData("", true, "A.zip", "", "id/A.zip", "id/A.zip")]
    [InlineData("P", true, "A.zip", "", "P/id/A.zip", "P/id/A.zip")]
    [InlineData("", false, "A", "", "A", "A")]
    [InlineData("P", false, "A", "", "P/A", "P/A")]
    [InlineData("", true, "A", "", "id/A", "id/A")]
    [InlineData("P", true, "A", "", "P/id/A", "P/id/A")]
    [InlineData("", false, "/", "", "", "")]
    [InlineData("P", false, "/", "", "P", "P")]
    [InlineData("", true, "/", "", "id", "id")]
    [InlineData("P", true, "/", "", "P/id", "P/id")]
    [InlineData("", false, "builds/4/x", "", "builds/4/x", "builds/4/x")]
    [InlineData("/P/Q/", false, "builds/4/x", "", "P/Q/builds/4/x", "P/Q/builds/4/x")]
    [InlineData("", true, "builds/4/x", "", "id/builds/4/x", "id/builds/4/x")]
    [InlineData("P/Q", true, "/builds/4/x", "", "P/Q/id/builds/4/x", "P/Q/id/builds/4/x")]
    [InlineData("", false, "A", "S", "A", "A")]
    [InlineData("P", false, "A", "S", "P/A", "P/A")]
    [InlineData("", true, "A", "S", "S/id/A.zip", "S/id/A")]
    [InlineData("P", true, "A", "S", "S/P/id/A.zip", "S/P/id/A")]
    [InlineData("", true, "A.zip", "/S/T/", "S/T/id/A.zip", "S/T/id/A.zip")]
    [InlineData("P", true, "/", "S", "S/P/id", "S/P/id")]
    [InlineData("", true, "b/x", "S", "S/id/b/x.zip", "S/id/b/x")]
    [InlineData("P", false, "/", "S", "P", "P")]
    public void Form_FollowsTheTableOfTheReference(string path, bool hasBuildId, string name, string prefix, string zip, string folder)
    {
        var destination = Plan(new BuildArtifactDestination { Path = path, Namespace = hasBuildId ? BuildArtifactNamespace.BuildId : BuildArtifactNamespace.None, Name = name });

        ArtifactKeyPlan.Form(destination, destination.Name, prefix, "id").Should().Be(zip);
        ArtifactKeyPlan.Form(destination with { IsZip = false }, destination.Name, prefix, "id").Should().Be(folder);
    }

    [Theory]
    [InlineData("", "shop/id/shop")]
    [InlineData("docs", "shop/id/docs")]
    public void From_NothingSaid_IsTheProjectTheBuildAndAName(string identifier, string key)
    {
        var destination = ArtifactDestination.From(new BuildArtifactDestination(), "shop", identifier);

        ArtifactKeyPlan.Form(destination, destination.Name, "", "id").Should().Be(key);
        destination.Should().BeEquivalentTo(new { Identifier = identifier, IsZip = true, OverrideName = true });
    }

    [Theory]
    [InlineData(true, "P/id/A")]
    [InlineData(false, "P/one/A")]
    public void OfTask_KeyWithoutBuildId_HasTheTaskInstead(bool hasBuildId, string key) =>
        ArtifactKeyPlan.Form(new ArtifactDestination { Path = "P", HasBuildId = hasBuildId }.OfTask("one"), "A", "", "id").Should().Be(key);

    private static ArtifactDestination Plan(BuildArtifactDestination destination) => ArtifactDestination.From(destination, "shop");
}
