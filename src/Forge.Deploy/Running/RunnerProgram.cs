using System.Security.Cryptography;
using System.Text;

namespace Forge.Deploy.Running;

/// <summary>The program that carries out steps on targets: one POSIX shell script, put together from the parts in this folder.</summary>
internal static class RunnerProgram
{
    private const int HashLength = 16;

    private static readonly string[] Parts = ["target-runner.sh", "target-receive.sh", "target-install.sh", "target-plan.sh", "target-hooks.sh", "target-main.sh"];

    /// <summary>Gets the program's bytes.</summary>
    public static byte[] Bytes { get; } = [.. Parts.SelectMany(Read)];

    /// <summary>Gets the name of its file on a target, which tells versions apart.</summary>
    public static string FileName { get; } = $"runner-{Convert.ToHexStringLower(SHA256.HashData(Bytes))[..HashLength]}";

    private static byte[] Read(string part)
    {
        using var stream = typeof(RunnerProgram).Assembly.GetManifestResourceStream($"{typeof(RunnerProgram).Namespace}.{part}")
            ?? throw new InvalidOperationException($"The part '{part}' of the target runner is not in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Encoding.UTF8.GetBytes(reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}
