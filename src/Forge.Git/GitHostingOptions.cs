using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Forge.Git;

/// <summary>Where and how repositories are hosted. Read once.</summary>
public sealed class GitHostingOptions
{
    /// <summary>Gets or sets the directory of everything hosted: repositories, users, the hash key. An absolute path; created if missing.</summary>
    [Required]
    [RegularExpression("/.*", ErrorMessage = "Root must be an absolute path, such as /var/lib/forge/git.")]
    public string Root { get; set; } = "";

    /// <summary>Gets or sets the <c>git</c> executable: a name found in the usual directories, or an absolute path.</summary>
    /// <value>The default is <c>git</c>. Version 2.39.2 or later.</value>
    [Required]
    public string GitPath { get; set; } = "git";

    /// <summary>Gets or sets how many clones, fetches and pushes run at once. More wait.</summary>
    /// <value>The default is 32; from 1 to 10,000.</value>
    [Range(1, 10_000)]
    public int MaxTransfers { get; set; } = 32;

    /// <summary>Gets or sets how many clones, fetches and pushes of one repository run at once.</summary>
    /// <value>The default is 16; from 1 to 10,000.</value>
    [Range(1, 10_000)]
    public int MaxTransfersPerRepository { get; set; } = 16;

    /// <summary>Gets or sets how long a transfer waits for its turn before the client is told to come back later (503).</summary>
    /// <value>The default is 10 seconds; from zero to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how long a transfer may go without a byte in either direction before it is ended.</summary>
    /// <value>The default is 5 minutes; from 100 milliseconds to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets the largest pack that one push may send, in bytes.</summary>
    /// <value>The default is 0: no limit.</value>
    [Range(0, long.MaxValue)]
    public long MaxPushBytes { get; set; }

    /// <summary>Gets or sets how often pushes whose events could not be recorded are looked at again.</summary>
    /// <value>The default is 30 seconds; from 100 milliseconds to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ReconcileInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets what a checkout for a build does with a symbolic link that leads out of the checked-out tree.</summary>
    /// <value>The default is <see cref="OutsideLinkBehavior.Refuse"/>.</value>
    public OutsideLinkBehavior OutsideLinks { get; set; }
}

[OptionsValidator]
internal sealed partial class GitHostingOptionsValidator : IValidateOptions<GitHostingOptions>;
