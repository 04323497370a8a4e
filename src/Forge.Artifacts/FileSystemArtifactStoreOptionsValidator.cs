using Microsoft.Extensions.Options;

namespace Forge.Artifacts;

/// <summary>Checks the options when the host starts.</summary>
[OptionsValidator]
internal sealed partial class FileSystemArtifactStoreOptionsValidator : IValidateOptions<FileSystemArtifactStoreOptions>;
