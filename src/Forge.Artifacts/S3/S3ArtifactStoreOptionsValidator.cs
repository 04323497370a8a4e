using Microsoft.Extensions.Options;

namespace Forge.Artifacts.S3;

/// <summary>Checks the options when the host starts.</summary>
[OptionsValidator]
internal sealed partial class S3ArtifactStoreOptionsValidator : IValidateOptions<S3ArtifactStoreOptions>;
