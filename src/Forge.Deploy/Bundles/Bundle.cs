using Forge.Deploy.Planning;
using Forge.Deploy.Running;
using Forge.Deploy.Specs;

namespace Forge.Deploy.Bundles;

/// <summary>A revision on this host, checked and ready to be sent.</summary>
internal sealed record Bundle
{
    /// <summary>Gets its appspec.</summary>
    public required AppSpec Spec { get; init; }

    /// <summary>Gets what the appspec's reader only warns of.</summary>
    public required IReadOnlyList<SpecProblem> Warnings { get; init; }

    /// <summary>Gets what it holds, the top folder stripped where the rule says so.</summary>
    public required BundleTree Tree { get; init; }

    /// <summary>Gets the file that holds it as an uncompressed tar, the top folder stripped likewise.</summary>
    public required string TarPath { get; init; }

    /// <summary>Gets what sends it.</summary>
    public required IRevisionSource Transfer { get; init; }
}
