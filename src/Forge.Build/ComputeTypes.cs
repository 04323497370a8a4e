using Forge.Shared.Text;

namespace Forge.Build;

/// <summary>CodeBuild's compute types as limits of memory and processors. Thread-safe.</summary>
public static class ComputeTypes
{
    private const long Gibibyte = 1024L * 1024 * 1024;
    private const string Arm = "ARM_";
    private const string Gpu = "LINUX_GPU_";

    private static readonly Dictionary<string, (int Memory, double Processors)> Sizes = new(StringComparer.Ordinal)
    {
        ["BUILD_GENERAL1_SMALL"] = (4, 2),
        ["BUILD_GENERAL1_MEDIUM"] = (8, 4),
        ["BUILD_GENERAL1_LARGE"] = (16, 8),
        ["BUILD_GENERAL1_XLARGE"] = (72, 36),
        ["BUILD_GENERAL1_2XLARGE"] = (144, 72),
        ["BUILD_LAMBDA_1GB"] = (1, 1),
        ["BUILD_LAMBDA_2GB"] = (2, 2),
        ["BUILD_LAMBDA_4GB"] = (4, 3),
        ["BUILD_LAMBDA_8GB"] = (8, 5),
        ["BUILD_LAMBDA_10GB"] = (10, 6),
    };

    // Where the type of the environment makes a difference.
    private static readonly Dictionary<string, (int Memory, double Processors)> OtherSizes = new(StringComparer.Ordinal)
    {
        [Arm + "BUILD_GENERAL1_XLARGE"] = (64, 32),
        [Arm + "BUILD_GENERAL1_2XLARGE"] = (96, 48),
        [Gpu + "BUILD_GENERAL1_SMALL"] = (16, 4),
        [Gpu + "BUILD_GENERAL1_LARGE"] = (255, 32),
    };

    /// <summary>Gets the names, for a message.</summary>
    internal static string Names => string.Join(", ", Sizes.Keys);

    /// <summary>Gets what a compute type stands for: <c>Limits = ComputeTypes.Get("BUILD_GENERAL1_SMALL")</c> for 4 GiB and 2 processors.</summary>
    /// <param name="name">The compute type, as CodeBuild's <c>computeType</c>.</param>
    /// <param name="environmentType">The type of the environment, such as <c>ARM_CONTAINER</c>; empty for <c>LINUX_CONTAINER</c>.</param>
    /// <exception cref="ArgumentException">There is no such compute type; the message lists them.</exception>
    public static ResourceLimits Get(string name, string environmentType = "")
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(environmentType);
        return Find(name, environmentType) ?? throw new ArgumentException($"{Quotation.Of(name)} is no compute type. Known are: {Names}.", nameof(name));
    }

    /// <summary>Finds what a compute type stands for.</summary>
    /// <param name="name">The compute type.</param>
    /// <param name="environmentType">The type of the environment, such as <c>ARM_CONTAINER</c>; empty for <c>LINUX_CONTAINER</c>.</param>
    /// <returns>Memory and processors; null for a name that nobody knows.</returns>
    internal static ResourceLimits? Find(string name, string environmentType)
    {
        var prefix = environmentType.StartsWith(Arm, StringComparison.Ordinal) ? Arm : environmentType.StartsWith(Gpu, StringComparison.Ordinal) ? Gpu : "";
        return OtherSizes.TryGetValue(prefix + name, out var size) || Sizes.TryGetValue(name, out size)
            ? new ResourceLimits { MemoryBytes = size.Memory * Gibibyte, Processors = size.Processors }
            : null;
    }
}
