using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Forge.Build.Docker;

/// <summary>How builds run in containers. Read once, when the executor is created.</summary>
public sealed class DockerBuildExecutorOptions
{
    /// <summary>Gets or sets where the engine listens. It must run on this machine, because builds share a directory with it.</summary>
    /// <value>The default is <c>unix:///var/run/docker.sock</c>.</value>
    [Required]
    public Uri Endpoint { get; set; } = new("unix:///var/run/docker.sock");

    /// <summary>Gets or sets the directory below which every build gets one of its own, which its container sees as <c>/codebuild/output</c>.</summary>
    /// <value>The default is <c>forge-containers</c> in the system's directory for temporary files.</value>
    [Required]
    public string WorkDirectory { get; set; } = Path.Combine(Path.GetTempPath(), "forge-containers");

    /// <summary>Gets or sets the image for builds that name none.</summary>
    /// <value>The default is null: a build must name its image.</value>
    public ImageReference? DefaultImage { get; set; }

    /// <summary>Gets or sets the network that containers join, as the engine knows it; <c>none</c> for no network at all.</summary>
    /// <value>The default is empty: the engine's own default.</value>
    public string Network { get; set; } = "";

    /// <summary>Gets or sets how long a call to the engine may take, except those that wait for the build.</summary>
    /// <value>The default is 30 seconds; from 1 second to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets when a build that a host of this machine left behind is given up: so long after the host began it or took it over, if no host runs it.</summary>
    /// <value>The default is 1 day; from 1 minute to 30 days. Longer than a build may take and a host may be down.</value>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan LeftoverAge { get; set; } = TimeSpan.FromDays(1);

    internal DockerBuildExecutorOptions Copy() => (DockerBuildExecutorOptions)MemberwiseClone();
}

[OptionsValidator]
internal sealed partial class DockerBuildExecutorOptionsValidator : IValidateOptions<DockerBuildExecutorOptions>;
