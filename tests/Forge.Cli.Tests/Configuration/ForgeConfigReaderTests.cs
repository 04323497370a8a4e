using Forge.Cli.Configuration;
using Forge.Cli.Output;
using Forge.Testing;

namespace Forge.Cli.Tests.Configuration;

public sealed class ForgeConfigReaderTests
{
    [Fact]
    public void Read_Paths_AreRelativeToTheFile()
    {
        using var directory = new TempDirectory();
        var file = Path.Combine(directory.Path, "forge.json");
        File.WriteAllText(file, """
            // comments are welcome
            { "root": "data", "targets": [
              { "name": "here", "stateDirectory": "state" },
              { "name": "there", "host": "10.0.0.1", "stateDirectory": "/opt/forge", "privateKeyPath": "keys/id" } ] }
            """);

        var config = ForgeConfigReader.Read(file);

        config.Root.Should().Be(Path.Combine(directory.Path, "data"));
        config.Targets[0].StateDirectory.Should().Be(Path.Combine(directory.Path, "state"));
        config.Targets[1].StateDirectory.Should().Be("/opt/forge");
        config.Targets[1].PrivateKeyPath.Should().Be(Path.Combine(directory.Path, "keys/id"));
    }

    [Fact]
    public void Read_NoFile_SaysWhatToDo() =>
        FluentActions.Invoking(() => ForgeConfigReader.Read("/nowhere/forge.json")).Should().Throw<UserException>().WithMessage("*--root DIR*");

    [Fact]
    public void Read_ExampleOfTheDocuments_IsRight()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs/deploying.md"));
        var examples = document.Split("```json\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]).ToList();
        using var directory = new TempDirectory();

        var config = ForgeConfigReader.Read(directory.Write("forge.json", examples[0]));
        var rules = ForgeConfigReader.Read(directory.Write("rules.json", $$"""{ "groups": [ {{examples[1]}} ] }""")).Groups[0];

        config.Groups[0].TagSet.Select(part => part[0].Key).Should().Equal("role", "zone");
        config.Configurations[0].Zonal!.FirstZoneMonitorDurationInSeconds.Should().Be(600);
        (rules.Windows[0].TimeZone, rules.Gates[0].TimeLimitInSeconds).Should().Be(("Europe/Berlin", 3600));
        (config.Inventories[0].Path, config.Ssh.PrivateKeyPath).Should().Be((directory.Combine("fleet.yml"), directory.Combine("keys/deploy")));
    }
}
