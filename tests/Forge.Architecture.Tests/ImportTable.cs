namespace Forge.Architecture.Tests;

/// <summary>What each package may use. The same table, with its reasons, is in docs/architecture.md.</summary>
internal static class ImportTable
{
    /// <summary>Gets the projects that each package may refer to.</summary>
    public static IReadOnlyDictionary<string, string[]> Projects { get; } = new Dictionary<string, string[]>
    {
        ["Forge.Abstractions"] = [],
        ["Forge.Git"] = ["Forge.Abstractions"],
        ["Forge.Build"] = ["Forge.Abstractions"],
        ["Forge.Deploy"] = ["Forge.Abstractions"],
        ["Forge.Artifacts"] = ["Forge.Abstractions"],
        ["Forge.Journal.Sqlite"] = ["Forge.Abstractions"],
        ["Forge.Pipelines"] = ["Forge.Abstractions", "Forge.Git", "Forge.Build", "Forge.Deploy", "Forge.Artifacts"],
        ["Forge.AspNetCore"] = ["Forge.Abstractions", "Forge.Git", "Forge.Build", "Forge.Deploy", "Forge.Pipelines"],
        ["Forge.Cli"] = ["Forge.Abstractions", "Forge.Git", "Forge.Build", "Forge.Deploy", "Forge.Artifacts", "Forge.Journal.Sqlite", "Forge.Pipelines", "Forge.AspNetCore"],
    };

    /// <summary>Gets the packages of others that each package may refer to, beside abstractions of Microsoft.Extensions.</summary>
    public static IReadOnlyDictionary<string, string[]> Packages { get; } = new Dictionary<string, string[]>
    {
        ["Forge.Git"] = ["LibGit2Sharp"],
        ["Forge.Artifacts"] = ["AWSSDK.S3", "ZstdSharp.Port"],
        ["Forge.Build"] = ["YamlDotNet", "Docker.DotNet.Enhanced", "ZstdSharp.Port"],
        ["Forge.Deploy"] = ["YamlDotNet", "SSH.NET", "ZstdSharp.Port"],
        ["Forge.Journal.Sqlite"] = ["Microsoft.Data.Sqlite"],
        ["Forge.Pipelines"] = ["Cronos"],
        ["Forge.Cli"] = ["System.CommandLine"],
    };

    /// <summary>Gets the abstractions that every package but Forge.Abstractions may refer to.</summary>
    public static IReadOnlyList<string> Extensions { get; } =
    [
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Hosting.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options",
        "Microsoft.Extensions.Options.DataAnnotations",
    ];
}
