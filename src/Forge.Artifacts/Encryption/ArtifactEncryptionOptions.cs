using System.ComponentModel.DataAnnotations;

namespace Forge.Artifacts.Encryption;

/// <summary>How artifacts are encrypted before a store gets them. Read once, when the store is created.</summary>
public sealed class ArtifactEncryptionOptions : IValidatableObject
{
    private const int LongestId = 255;

    /// <summary>Gets or sets the id of the secret in the host's <see cref="ISecretStore"/> that is the key: 32 random bytes in base64. Every artifact has a key of its own, which this one encrypts.</summary>
    /// <value>Must be set; at most 255 bytes.</value>
    [Required]
    public string KeyId { get; set; } = "";

    /// <summary>Gets the ids of earlier keys. Artifacts that were stored with them can be read; what is stored from now on has <see cref="KeyId"/>.</summary>
    public IList<string> EarlierKeyIds { get; } = [];

    /// <summary>Gets or sets the directory for what is encrypted and on its way. Nobody else can read the files, and they have no name.</summary>
    /// <value>The default is null: the directory for temporary files of the account.</value>
    public string? SpoolDirectory { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var id in EarlierKeyIds.Append(KeyId).Where(id => System.Text.Encoding.UTF8.GetByteCount(id ?? "") > LongestId))
        {
            yield return new($"The key id '{id}' is too long: use at most {LongestId} bytes.", [nameof(KeyId)]);
        }

        if (EarlierKeyIds.Any(string.IsNullOrEmpty))
        {
            yield return new("An earlier key id is empty: leave it out.", [nameof(EarlierKeyIds)]);
        }
    }
}
