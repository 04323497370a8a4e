using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Forge.Git;

/// <summary>How source code is fetched from repositories that Forge does not host. Read once.</summary>
public sealed class GitSourceOptions
{
    /// <summary>Gets or sets the directory of the mirrors: one bare repository for each URL. An absolute path; created if missing.</summary>
    /// <value>The default is <c>forge/mirrors</c> in the user's directory for local application data.</value>
    [Required]
    [RegularExpression("/.*", ErrorMessage = "MirrorDirectory must be an absolute path, such as /var/cache/forge/mirrors.")]
    public string MirrorDirectory { get; set; } =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "forge", "mirrors");

    /// <summary>Gets or sets the <c>git</c> executable: a name found in the usual directories, or an absolute path.</summary>
    /// <value>The default is <c>git</c>. Version 2.39.2 or later.</value>
    [Required]
    public string GitPath { get; set; } = "git";

    /// <summary>Gets the transports that may be used, in Git's words.</summary>
    /// <value>The default is file, git, http, https and ssh. A host that takes locations from strangers leaves only https and ssh.</value>
    public IList<string> AllowedProtocols { get; } = ["file", "git", "http", "https", "ssh"];

    /// <summary>Gets or sets how long one fetch may take.</summary>
    /// <value>The default is 10 minutes; from 1 second to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets the credentials for private repositories. One in the URL itself comes first; submodules get that of their parent, on the parent's server only.</summary>
    [ValidateEnumeratedItems]
    public IList<GitSourceCredentialOptions> Credentials { get; } = [];

    /// <summary>Gets or sets the directory in memory in which git finds a credential while it runs: a file that only this account can read.</summary>
    /// <value>The default is <c>/dev/shm</c>. An absolute path of letters, digits, dots, dashes and underscores.</value>
    [Required]
    [RegularExpression("(/[A-Za-z0-9._-]+)+", ErrorMessage = "SecretDirectory must be an absolute path without spaces, such as /dev/shm.")]
    public string SecretDirectory { get; set; } = "/dev/shm";

    /// <summary>Gets or sets after how long a mirror that nobody has used is removed.</summary>
    /// <value>The default is 30 days; from 1 hour to 10 years.</value>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan MaxMirrorAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Gets or sets how many bytes all mirrors may have together; beyond that, those that were not used for longest are removed. Mirrors in use stay.</summary>
    /// <value>The default is 20 GiB; at least 1 MiB.</value>
    [Range(1024L * 1024, long.MaxValue)]
    public long MaxMirrorBytes { get; set; } = 20L * 1024 * 1024 * 1024;

    /// <summary>Gets or sets what a checkout does with a symbolic link that leads out of the checked-out tree.</summary>
    /// <value>The default is <see cref="OutsideLinkBehavior.Refuse"/>.</value>
    public OutsideLinkBehavior OutsideLinks { get; set; }
}

[OptionsValidator]
internal sealed partial class GitSourceOptionsValidator : IValidateOptions<GitSourceOptions>;
