using Microsoft.Extensions.Logging;

namespace Forge.Build.Docker;

/// <summary>Reports which engine runs the builds, and whether it has known holes.</summary>
internal sealed partial class EngineVersion(DockerConnection docker, ILogger logger)
{
    // Below these a build can break out of its container (CVE-2025-31133, -52565, -52881), unless the distribution has mended it.
    private static readonly Version SafeEngine = new(29, 3, 1);
    private static readonly Version SafeRunc = new(1, 2, 8);
    private static readonly Version HoleInRunc = new(1, 3);
    private static readonly Version SafeRuncOfHole = new(1, 3, 3);

    private string? _reported;

    /// <summary>Asks the engine, and logs what has changed since.</summary>
    public async Task ReportAsync(CancellationToken cancellationToken)
    {
        var version = await docker.CallAsync("tell its version", (client, token) => client.System.GetVersionAsync(token), cancellationToken).ConfigureAwait(false);
        var runc = version.Components?.FirstOrDefault(component => component.Name == "runc")?.Version ?? "?";
        var text = $"{version.Version}, runc {runc}";
        if (text == _reported)
        {
            return;
        }

        _reported = text;
        Log.Engine(logger, version.Version, runc, version.KernelVersion ?? "?");
        if (IsOld(version.Version, runc))
        {
            Log.EngineIsOld(logger, version.Version, runc);
        }
    }

    /// <summary>Says whether versions have known holes. What cannot be read has none.</summary>
    public static bool IsOld(string engine, string runc) =>
        (Parse(engine) is { } engineVersion && engineVersion < SafeEngine)
        || (Parse(runc) is { } runcVersion && (runcVersion < SafeRunc || (runcVersion >= HoleInRunc && runcVersion < SafeRuncOfHole)));

    private static Version? Parse(string text) =>
        Version.TryParse(text.Split('+', '-', '~')[0], out var version) ? version : null;

    private static partial class Log
    {
        [LoggerMessage(2116, LogLevel.Information, "Builds run on Docker Engine {Engine} with runc {Runc} and kernel {Kernel}.")]
        public static partial void Engine(ILogger logger, string engine, string runc, string kernel);

        [LoggerMessage(2117, LogLevel.Warning, "Docker Engine {Engine} with runc {Runc} has known holes through which a build can leave its container, unless the distribution has mended them.")]
        public static partial void EngineIsOld(ILogger logger, string engine, string runc);
    }
}
