using System.ComponentModel.DataAnnotations;

namespace Forge.Pipelines;

/// <summary>How builds write down where their artifacts come from. Read once, when the host starts.</summary>
public sealed class BuildProvenanceOptions
{
    /// <summary>Gets or sets the URI by which verifiers know this host, such as <c>https://forge.example/hosts/a</c>.</summary>
    /// <value>Must be set.</value>
    [Required]
    public string Builder { get; set; } = "";

    /// <summary>Gets or sets the secret with the key that signs: the PEM of a private key, ECDSA (P-256, P-384, P-521) or RSA. Builds never see it.</summary>
    /// <value>The default is empty: the provenance is not signed.</value>
    [Required(AllowEmptyStrings = true)]
    public string SigningKey { get; set; } = "";

    /// <summary>Gets or sets the name of the store that builds put artifacts into.</summary>
    /// <value>The default is empty: the only one of the host.</value>
    [Required(AllowEmptyStrings = true)]
    public string Store { get; set; } = "";
}
