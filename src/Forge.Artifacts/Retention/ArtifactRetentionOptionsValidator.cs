using Microsoft.Extensions.Options;

namespace Forge.Artifacts.Retention;

/// <summary>Checks the options when the host starts.</summary>
[OptionsValidator]
internal sealed partial class ArtifactRetentionOptionsValidator : IValidateOptions<ArtifactRetentionOptions>;
