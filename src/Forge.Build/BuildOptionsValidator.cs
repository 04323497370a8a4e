using Microsoft.Extensions.Options;

namespace Forge.Build;

[OptionsValidator]
internal sealed partial class BuildOptionsValidator : IValidateOptions<BuildOptions>;
