using System.ComponentModel.DataAnnotations;

namespace Forge.Deploy;

/// <summary>Finds targets by one of their tags. Keys and values are compared ordinally, without patterns.</summary>
public sealed class TagFilterOptions : IValidatableObject
{
    /// <summary>Gets or sets the key.</summary>
    /// <value>At most 128 characters; empty where <see cref="Type"/> is <see cref="TagFilterType.ValueOnly"/>, and only there.</value>
    [StringLength(128)]
    public string Key { get; set; } = "";

    /// <summary>Gets or sets the value.</summary>
    /// <value>At most 256 characters; empty where <see cref="Type"/> is <see cref="TagFilterType.KeyOnly"/>. A tag may have an empty value.</value>
    [StringLength(256)]
    public string Value { get; set; } = "";

    /// <summary>Gets or sets what of a tag counts.</summary>
    /// <value>The default is <see cref="TagFilterType.KeyAndValue"/>.</value>
    [EnumDataType(typeof(TagFilterType))]
    public TagFilterType Type { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Key is "" != Type is TagFilterType.ValueOnly)
        {
            yield return new ValidationResult(Key is "" ? $"A tag filter of the type {Type} needs a Key." : $"A tag filter of the type {Type} has the key '{Key}', which does not count: remove it, or set Type.");
        }

        if (Type is TagFilterType.KeyOnly && Value is not "")
        {
            yield return new ValidationResult($"The tag filter for the key '{Key}' has the value '{Value}', which does not count: remove it, or set Type.");
        }
    }
}
