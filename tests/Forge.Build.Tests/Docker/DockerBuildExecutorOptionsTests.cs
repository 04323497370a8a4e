using System.ComponentModel.DataAnnotations;
using Forge.Build.Docker;

namespace Forge.Build.Tests.Docker;

public sealed class DockerBuildExecutorOptionsTests
{
    [Theory]
    [InlineData("unix:///run/docker.sock", null, ContainerProfile.Strict, true, null)]
    [InlineData("tcp://builds:2376", "/certificates", ContainerProfile.Compat, false, null)]
    [InlineData("tcp://builds:2376", null, ContainerProfile.Strict, false, "Profile")]
    [InlineData("tcp://builds:2376", null, ContainerProfile.Compat, true, "ProjectsWithControlOfTheEngine")]
    [InlineData("unix:///run/docker.sock", "/certificates", ContainerProfile.Compat, false, "CertificateDirectory")]
    [InlineData("ssh://builds", null, ContainerProfile.Compat, false, "Endpoint")]
    public void Validate_Combination_NamesWhatDoesNotFit(string endpoint, string? certificates, ContainerProfile profile, bool controlsEngine, string? refused)
    {
        var options = new DockerBuildExecutorOptions { Endpoint = new Uri(endpoint), CertificateDirectory = certificates, Profile = profile };
        if (controlsEngine)
        {
            options.ProjectsWithControlOfTheEngine.Add("shop");
        }

        options.Validate(new ValidationContext(options)).SelectMany(result => result.MemberNames).Should().Equal(refused is null ? [] : [refused]);
    }
}
