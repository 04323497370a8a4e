namespace Forge.Deploy;

/// <summary>What of a tag a filter looks at, by the reference's names.</summary>
public enum TagFilterType
{
    /// <summary>KEY_AND_VALUE: the target has this key with this value.</summary>
    KeyAndValue,

    /// <summary>KEY_ONLY: the target has this key, with whatever value.</summary>
    KeyOnly,

    /// <summary>VALUE_ONLY: the target has some tag with this value.</summary>
    ValueOnly,
}
