using Microsoft.Extensions.Options;

namespace Forge.Artifacts.Encryption;

/// <summary>Checks the options when the host starts.</summary>
[OptionsValidator]
internal sealed partial class ArtifactEncryptionOptionsValidator : IValidateOptions<ArtifactEncryptionOptions>;
