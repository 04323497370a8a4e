using Forge.Build.Conformance;
using Forge.Testing;

namespace Forge.Build.Tests.Engine;

/// <summary>The cases of the reference as processes of this machine.</summary>
public sealed class ProcessBuildCaseTests : BuildCaseTests
{
    private const UnixFileMode Searchable = (UnixFileMode)0b111_001_001;
    private const string InImage = "/codebuild/image/config/runtimes.yml";

    private readonly TempDirectory _programs = new();

    protected override string Executor => "process";

    protected override string Home => "*/home";

    // Every Debian has them.
    protected override (string One, string Two) Users => ("daemon", "nobody");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _programs.Dispose();
    }

    protected override void AddExecutor(IForgeBuilder forge, string directory) => forge.AddProcessBuildExecutor(processes =>
    {
        File.SetUnixFileMode(Path.GetDirectoryName(directory)!, Searchable);
        processes.WorkDirectory = directory;
        processes.Environment["FROM_IMAGE"] = "0";
        processes.Environment["PATH"] = $"{_programs.Path}:{Environment.GetEnvironmentVariable("PATH")}";
    });

    // This machine is no image: a program that stands before the real one shows the file.
    protected override void OfferRuntimes() => _programs.WriteScript("cat", $"""
        #!/bin/sh
        [ "$*" = {InImage} ] || exec /bin/cat "$@"
        exec /bin/cat '{Path.Combine(Repository.Root, "eng/build-image/runtimes.yml")}'
        """);
}
