namespace Forge.Build.Planning;

/// <summary>The reference's compute types as limits.</summary>
internal static class ComputeTypes
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
    public static string Names => string.Join(", ", Sizes.Keys);

    /// <summary>Finds what a compute type stands for.</summary>
    /// <param name="name">The compute type.</param>
    /// <param name="environmentType">The type of the environment, such as <c>ARM_CONTAINER</c>; empty for <c>LINUX_CONTAINER</c>.</param>
    /// <returns>Memory and processors; null for a name that nobody knows.</returns>
    public static ResourceLimits? Find(string name, string environmentType)
    {
        var prefix = environmentType.StartsWith(Arm, StringComparison.Ordinal) ? Arm : environmentType.StartsWith(Gpu, StringComparison.Ordinal) ? Gpu : "";
        return OtherSizes.TryGetValue(prefix + name, out var size) || Sizes.TryGetValue(name, out size)
            ? new ResourceLimits { MemoryBytes = size.Memory * Gibibyte, Processors = size.Processors }
            : null;
    }
}
