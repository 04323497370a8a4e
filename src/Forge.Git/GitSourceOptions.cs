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

    /// <summary>Gets or sets what a checkout does with a symbolic link that leads out of the checked-out tree.</summary>
    /// <value>The default is <see cref="OutsideLinkBehavior.Refuse"/>.</value>
    public OutsideLinkBehavior OutsideLinks { get; set; }
}

[OptionsValidator]
internal sealed partial class GitSourceOptionsValidator : IValidateOptions<GitSourceOptions>;
