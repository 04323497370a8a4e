using System.ComponentModel.DataAnnotations;

namespace Forge.Build;

/// <summary>How builds are run. Read once, when the engine is created.</summary>
public sealed class BuildOptions
{
    /// <summary>Gets or sets the name of the <see cref="Artifacts.IArtifactStore"/> that takes the artifacts.</summary>
    /// <value>The default is empty: the only one that is registered.</value>
    public string ArtifactStore { get; set; } = "";

    /// <summary>Gets the projects that the host knows from its start. <see cref="BuildProjects"/> takes more at any time.</summary>
    public IList<BuildProject> Projects { get; } = [];

    /// <summary>Gets or sets the directory for sources that are checked out, artifacts that are packed, and logs until they are in the store. Emptied build by build.</summary>
    /// <value>The default is the system's directory for temporary files.</value>
    [Required]
    public string WorkDirectory { get; set; } = Path.GetTempPath();

    /// <summary>Gets or sets the directory for caches of projects with <see cref="BuildCacheType.Local"/>. Safe to delete.</summary>
    /// <value>The default is empty: <c>forge-cache</c> in <see cref="WorkDirectory"/>.</value>
    public string LocalCacheDirectory { get; set; } = "";

    /// <summary>Gets or sets where people see a build, as commands find it in CODEBUILD_BUILD_URL; <c>{project}</c> and <c>{build}</c> in it are replaced.</summary>
    /// <value>The default is empty: the variable is not set.</value>
    public string BuildUrl { get; set; } = "";

    /// <summary>Gets or sets how often the output of a command is looked at while the command runs. Events of the build are seen at once.</summary>
    /// <value>The default is 100 milliseconds; from 10 milliseconds to 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:10")]
    public TimeSpan OutputInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets how many builds run at once on this host; more wait.</summary>
    /// <value>The default is 16; from 1 to 1,000.</value>
    [Range(1, 1000)]
    public int MaxConcurrentBuilds { get; set; } = 16;

    /// <summary>Gets or sets the time between two looks into the journal for builds that nobody drives, and for what other processes want of a build: to stop it, say.</summary>
    /// <value>The default is 1 second; from 100 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how long removing an environment and recording the end may take. Not cut short by the caller's token.</summary>
    /// <value>The default is 60 seconds; from 1 second to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CleanUpTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets or sets a value indicating whether a build succeeds although a phase with <c>on-failure: CONTINUE</c> failed.</summary>
    /// <value>The default is false. The reference does not document it.</value>
    public bool ContinuedFailuresAreSuccess { get; set; }

    /// <summary>Gets or sets how many bytes of what commands print are kept in the log of a build, ends of lines included.</summary>
    /// <value>The default is 1 GiB; from 64 KiB to 100 GiB. What comes after them is dropped, and the log says so once. The lines of the build itself are always kept.</value>
    [Range(typeof(long), "65536", "107374182400")]
    public long LogLimit { get; set; } = 1024L * 1024 * 1024;

    /// <summary>Gets or sets the largest file of a log in bytes.</summary>
    internal int LogChunkSize { get; set; } = 16 * 1024 * 1024;

    internal BuildOptions Copy() => (BuildOptions)MemberwiseClone();
}
