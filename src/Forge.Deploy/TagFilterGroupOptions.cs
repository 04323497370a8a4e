using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Forge.Deploy;

/// <summary>A part of a tag set: a target has to match one of its filters.</summary>
public sealed class TagFilterGroupOptions
{
    /// <summary>Gets the filters.</summary>
    /// <value>From 1 to 10.</value>
    [MinLength(1)]
    [MaxLength(10)]
    [ValidateEnumeratedItems]
    public IList<TagFilterOptions> AnyOf { get; } = [];
}
