using Microsoft.Extensions.Options;

namespace Forge.Pipelines;

/// <summary>Checks the options when the host starts.</summary>
[OptionsValidator]
internal sealed partial class BuildProvenanceOptionsValidator : IValidateOptions<BuildProvenanceOptions>;
