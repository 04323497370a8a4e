using System.CommandLine;
using System.CommandLine.Parsing;

namespace Forge.Cli.Output;

/// <summary>Says what is wrong with a command line, and what is allowed there.</summary>
internal static class UsageError
{
    public static int Report(ParseResult parsed, Terminal terminal)
    {
        foreach (var problem in parsed.Errors)
        {
            terminal.Say("forge: " + problem.Message);
        }

        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0)
        {
            terminal.Say($"Allowed after '{Path(parsed.CommandResult)}': {string.Join(", ", command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name))}");
        }

        if (command.Options.Any(option => !option.Hidden))
        {
            terminal.Say($"Options of '{Path(parsed.CommandResult)}': {string.Join(", ", command.Options.Where(option => !option.Hidden).Select(option => option.Name))}");
        }

        terminal.Say($"More: {Path(parsed.CommandResult)} --help");
        return ExitCode.Usage;
    }

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "forge";
}
