using System.ComponentModel.DataAnnotations;

namespace Forge.Deploy;

/// <summary>A time of the week in which deployments to a group may begin.</summary>
/// <remarks>
/// The window is open while the clock on the wall of its time zone shows a time in it. So where clocks are set forward it may be shorter that day, or
/// not open at all; where they are set back, it is open for as long as they show such a time, the second time too.
/// </remarks>
public sealed class DeploymentWindowOptions
{
    /// <summary>Gets the days on which the window begins.</summary>
    /// <value>The default is none, which stands for every day.</value>
    public IList<DayOfWeek> Days { get; } = [];

    /// <summary>Gets or sets when the window begins.</summary>
    /// <value>The default is midnight; whole minutes.</value>
    public TimeOnly From { get; set; }

    /// <summary>Gets or sets when the window ends; not a part of it. A time that is not after <see cref="From"/> is one of the next day.</summary>
    /// <value>The default is midnight: the whole day, when the window begins at midnight; whole minutes.</value>
    public TimeOnly To { get; set; }

    /// <summary>Gets or sets the time zone that the times mean, as in <c>Europe/Berlin</c>.</summary>
    /// <value>The default is <c>UTC</c>.</value>
    [Required]
    public string TimeZone { get; set; } = "UTC";
}
