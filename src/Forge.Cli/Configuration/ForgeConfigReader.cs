using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Forge.Cli.Output;

namespace Forge.Cli.Configuration;

/// <summary>Reads a <c>forge.json</c>. A member that it does not know is an error, not a wish that is lost.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowDuplicateProperties = false,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(ForgeConfig))]
internal sealed partial class ForgeConfigReader : JsonSerializerContext
{
    // What is said of the place a second time, in the reader's own words.
    private const string Place = " Path: $";

    /// <summary>Reads a file. Paths in it are taken relative to its folder.</summary>
    /// <exception cref="UserException">There is no such file, or it is not a configuration.</exception>
    public static ForgeConfig Read(string path)
    {
        var file = Path.GetFullPath(path);
        if (!File.Exists(file))
        {
            throw new UserException($"There is no configuration '{path}'. Name a forge.json, or use --root DIR.");
        }

        try
        {
            var bytes = File.ReadAllBytes(file).AsSpan();
            var json = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
            var config = JsonSerializer.Deserialize(json, Default.ForgeConfig) ?? new ForgeConfig();
            return Locate(config, Path.GetDirectoryName(file)!);
        }
        catch (JsonException e)
        {
            throw new UserException($"{path}({(e.LineNumber ?? 0) + 1},{(e.BytePositionInLine ?? 0) + 1}): error: {e.Message.Split(Place)[0].TrimEnd('.')}. Compare it with the example in docs/deploying.md.");
        }
        catch (ArgumentException e)
        {
            throw new UserException($"{path}: error: a path in it cannot be used: {e.Message} Write it without characters that cannot be seen.");
        }
    }

    private static ForgeConfig Locate(ForgeConfig config, string folder) => config with
    {
        Root = Path.GetFullPath(config.Root, folder),
        Store = Absolute(config.Store, isHere: config.Store?.Contains("://", StringComparison.Ordinal) is false, folder),
        Inventories = [.. config.Inventories.Select(inventory => inventory with { Path = Path.GetFullPath(inventory.Path, folder) })],
        Ssh = config.Ssh with
        {
            PrivateKeyPath = Absolute(config.Ssh.PrivateKeyPath, isHere: true, folder),
            KnownHostsPath = Absolute(config.Ssh.KnownHostsPath, isHere: true, folder),
        },
        Targets =
        [
            .. config.Targets.Select(target => target with
            {
                StateDirectory = Absolute(target.StateDirectory, IsHere(target), folder),
                DestinationRoot = Absolute(target.DestinationRoot, IsHere(target), folder),
                PrivateKeyPath = Absolute(target.PrivateKeyPath, isHere: true, folder),
                KnownHostsPath = Absolute(target.KnownHostsPath, isHere: true, folder),
            }),
        ],
    };

    private static bool IsHere(TargetConfig target) => target is { Host: null, Agent: false };

    private static string? Absolute(string? path, bool isHere, string folder) =>
        string.IsNullOrEmpty(path) || !isHere ? path : Path.GetFullPath(path, folder);
}
