using Microsoft.Extensions.Options;

namespace Forge.Deploy;

[OptionsValidator]
internal sealed partial class DeploymentOptionsValidator : IValidateOptions<DeploymentOptions>;
