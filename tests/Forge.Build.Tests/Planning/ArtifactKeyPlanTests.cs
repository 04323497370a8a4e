using Forge.Build.Planning;

namespace Forge.Build.Tests.Planning;

public sealed class ArtifactKeyPlanTests
{
    [Theory]
    [InlineData("", false, "A.zip", true, "", "A.zip")]
    [InlineData("P", false, "A.zip", true, "", "P/A.zip")]
    [InlineData("", true, "A.zip", true, "", "id/A.zip")]
    [InlineData("P", true, "A.zip", true, "", "P/id/A.zip")]
    [InlineData("", false, "/", false, "", "")]
    [InlineData("P", true, "/", false, "", "P/id")]
    [InlineData("P", false, "A", false, "", "P/A")]
    [InlineData("/P/", false, "builds/4/x", true, "", "P/builds/4/x")]
    [InlineData("", true, "A", true, "S", "S/id/A.zip")]
    [InlineData("", true, "A.zip", true, "/S/T/", "S/T/id/A.zip")]
    [InlineData("P", true, "A", true, "S", "S/P/id/A.zip")]
    [InlineData("P", true, "A", false, "S", "S/P/id/A")]
    [InlineData("P", false, "A", true, "S", "P/A")]
    [InlineData("shop", true, "out", true, "", "shop/id/out")]
    public void Form_FollowsTheTableOfTheReference(string path, bool hasBuildId, string name, bool isZip, string prefix, string expected) =>
        ArtifactKeyPlan.Form(new ArtifactDestination { Path = path, HasBuildId = hasBuildId, IsZip = isZip }, name, prefix, "id").Should().Be(expected);
}
