using System.CommandLine;
using Forge.Cli.Hosting;

namespace Forge.Cli.Verbs;

/// <summary>Options that several verbs have.</summary>
internal static class SharedOptions
{
    public static Option<string> Root() => new("--root")
    {
        Description = "where everything is kept: repositories, journal, artifacts",
        HelpName = "DIR",
        Required = true,
    };

    public static Option<string> Store() => new("--store") { Description = $"the artifact store: {StoreAddress.Forms}", HelpName = "URI", Required = true };

    public static Option<string> OtherStore() => new("--store") { Description = $"the artifact store with the revision (default one of the host's own): {StoreAddress.Forms}", HelpName = "URI" };

    public static Option<bool> Json() => new("--json") { Description = "print one JSON object as the last line of standard output" };
}
