using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Forge.Deploy;

/// <summary>A deployment configuration of the host's own: how many targets of a group stay healthy while it is deployed to.</summary>
public sealed class DeploymentConfigurationOptions
{
    /// <summary>Gets or sets the name; unique, compared ordinally.</summary>
    /// <value>1 to 100 letters, digits and <c>. _ + = , @ -</c>; not starting with <c>CodeDeployDefault.</c>.</value>
    [Required]
    [RegularExpression(@"^[A-Za-z0-9._+=,@\-]{1,100}$", ErrorMessage = "{0} must be 1 to 100 letters, digits and . _ + = , @ -.")]
    public string Name { get; set; } = "";

    /// <summary>Gets or sets what <see cref="MinimumHealthyHosts"/> counts.</summary>
    /// <value>The default is <see cref="MinimumHealthyHostsType.HostCount"/>.</value>
    [EnumDataType(typeof(MinimumHealthyHostsType))]
    public MinimumHealthyHostsType Type { get; set; }

    /// <summary>Gets or sets the minimum: a number of targets, or whole percent of the group, rounded up to whole targets.</summary>
    /// <value>The default is 0; a number from 0, percent from 0 to 99.</value>
    [Range(0, int.MaxValue)]
    public int MinimumHealthyHosts { get; set; }

    /// <summary>Gets or sets how a deployment goes from zone to zone.</summary>
    /// <value>The default is null: zones do not matter.</value>
    [ValidateObjectMembers]
    public ZonalConfigurationOptions? Zonal { get; set; }
}
