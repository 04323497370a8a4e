using Forge.Testing;

namespace Forge.Integration.Tests.Packages;

/// <summary>A console application that knows Forge by its packages only.</summary>
internal sealed class ConsumerApplication(TempDirectory directory, PackageFolder packages)
{
    private const string Program = """
        using Forge;
        using Forge.Build;
        using Microsoft.Extensions.DependencyInjection;

        var (source, data) = (args[0], args[1]);
        var services = new ServiceCollection().AddLogging();
        services.AddForge()
            .AddSqliteJournal(journal => journal.Path = Path.Combine(data, "journal.db"))
            .AddFileSystemArtifactStore(store => store.Directory = Path.Combine(data, "artifacts"))
            .AddBuilds()
            .AddProcessBuildExecutor(process => process.WorkDirectory = Path.Combine(data, "work"));
        await using var provider = services.BuildServiceProvider();

        var result = await provider.GetRequiredService<BuildEngine>().RunAsync(
            new BuildRequest { Project = "hello", Source = BuildSource.FromDirectory(source), Log = new Progress<BuildLogLine>(line => Console.Error.WriteLine(line.Text)) });
        Console.WriteLine($"{result.Status} {result.Artifact?.Key} {result.Artifact?.Digest}");
        """;

    private string Root => directory.Combine("application");

    /// <summary>Writes the application, restores its packages and compiles it.</summary>
    public async Task BuildAsync(CancellationToken cancellationToken)
    {
        directory.Write("application/Program.cs", Program);
        directory.Write("application/application.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
                <RestorePackagesPath>{directory.Combine("packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>{ReusedPackages()}</RestoreFallbackFolders>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Forge.Build" Version="{packages.Version}" />
                <PackageReference Include="Forge.Artifacts" Version="{packages.Version}" />
                <PackageReference Include="Forge.Journal.Sqlite" Version="{packages.Version}" />
                <PackageReference Include="Microsoft.Extensions.DependencyInjection" Version="10.0.0" />
                <PackageReference Include="Microsoft.Extensions.Logging" Version="10.0.0" />
              </ItemGroup>
            </Project>
            """);
        directory.Write("application/nuget.config", $"""
            <configuration>
              <packageSources>
                <add key="forge" value="{packages.FullName}" />
              </packageSources>
            </configuration>
            """);
        await HostProgram.RunAsync(Root, ["dotnet", "build", "--output", "out", "--disable-build-servers"], cancellationToken);
    }

    /// <summary>Builds a source directory with it.</summary>
    /// <returns>What it prints: the status of the build, the key and the digest of the artifact.</returns>
    public Task<string> RunAsync(string source, CancellationToken cancellationToken) =>
        HostProgram.RunAsync(Root, ["dotnet", Path.Combine(Root, "out", "application.dll"), source, directory.MakeDirectory("data")], cancellationToken);

    // Packages of others come from the user's folder; ours are unpacked apart, so that no older build of them is found there.
    private static string ReusedPackages() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
