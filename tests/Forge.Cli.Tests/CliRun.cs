namespace Forge.Cli.Tests;

/// <summary>Runs the tool as its user does, and keeps what it printed.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public static async Task<CliRun> OfAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Program.RunAsync(args, output, error);
        return new CliRun(code, output.ToString(), error.ToString());
    }

    public string LastLine => Output.TrimEnd().Split('\n')[^1];
}
