using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Forge.Build.HostProcesses;

/// <summary>How builds run as processes of this machine. Read once, when the executor is created.</summary>
public sealed class ProcessBuildExecutorOptions
{
    /// <summary>Gets or sets the directory below which every build gets one of its own, readable by nobody else.</summary>
    /// <value>The default is <c>forge-builds</c> in the system's directory for temporary files.</value>
    [Required]
    public string WorkDirectory { get; set; } = Path.Combine(Path.GetTempPath(), "forge-builds");

    /// <summary>Gets or sets when a build that a host left behind is given up: so long after the host began it or took it over, if no host runs it.</summary>
    /// <value>The default is 1 day; from 1 minute to 30 days. Longer than a build may take and a host may be down.</value>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan LeftoverAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Gets or sets how long the processes of a build that is stopped may take to tidy up, after SIGTERM; SIGKILL follows.</summary>
    /// <value>The default is 5 seconds; at most 10 minutes. Zero kills at once.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan CancelGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the variables of the host's own environment that builds get. No other is handed on.</summary>
    /// <value>The default is the search path, the language, the time zone, where .NET is, certificates and proxies.</value>
    public IList<string> InheritedVariables { get; } =
    [
        "PATH", "LANG", "LC_ALL", "TZ", "DOTNET_ROOT", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
    ];

    /// <summary>Gets variables that builds get beside those, weaker than what a buildspec sets.</summary>
    /// <value>The default is none. HOME is a fresh directory of the build unless it is set here.</value>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

[OptionsValidator]
internal sealed partial class ProcessBuildExecutorOptionsValidator : IValidateOptions<ProcessBuildExecutorOptions>;
