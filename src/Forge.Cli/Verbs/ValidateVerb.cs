using System.CommandLine;
using Forge.Build.Specs;
using Forge.Cli.Output;
using Forge.Deploy.Specs;

namespace Forge.Cli.Verbs;

/// <summary><c>forge validate FILE...</c>: every problem of every spec file at once.</summary>
internal static class ValidateVerb
{
    public static Command Create(Terminal terminal)
    {
        var files = new Argument<FileInfo[]>("file") { Description = "buildspec and appspec files", Arity = ArgumentArity.OneOrMore };
        files.AcceptExistingOnly();
        var verb = new Command("validate", "Checks spec files and lists all their problems.") { files };
        verb.SetAction(parsed => Validate(parsed.GetRequiredValue(files), terminal));
        return verb;
    }

    private static int Validate(FileInfo[] files, Terminal terminal)
    {
        var problems = files.SelectMany(file => Validate(file.ToString(), File.ReadAllBytes(file.FullName))).ToList();
        foreach (var problem in problems)
        {
            terminal.Result(problem.ToString());
        }

        var errors = problems.Count(problem => problem.Severity is SpecSeverity.Error);
        terminal.Say($"{files.Length} checked, {errors} errors, {problems.Count - errors} warnings");
        return errors == 0 ? ExitCode.Success : ExitCode.Usage;
    }

    private static IReadOnlyList<SpecProblem> Validate(string name, byte[] bytes) =>
        Path.GetFileName(name).Contains("appspec", StringComparison.OrdinalIgnoreCase)
            ? AppSpecReader.Validate(name, bytes)
            : BuildSpecReader.Validate(name, bytes);
}
