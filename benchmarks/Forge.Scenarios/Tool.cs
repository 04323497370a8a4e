using System.Diagnostics;
using System.Text;

namespace Forge.Scenarios;

/// <summary>Runs the program that a floor is made of.</summary>
internal static class Tool
{
    public static Task RunAsync(string? standardInput, params string[] arguments) => RunAsync(standardInput, Stream.Null, arguments);

    public static async Task<string> ReadAsync(params string[] arguments)
    {
        using var output = new MemoryStream();
        await RunAsync(null, output, arguments);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static async Task RunAsync(string? standardInput, Stream output, string[] arguments)
    {
        var start = new ProcessStartInfo(arguments[0]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        Array.ForEach(arguments[1..], start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        if (standardInput is not null)
        {
            await using var file = File.OpenRead(standardInput);
            await file.CopyToAsync(process.StandardInput.BaseStream);
        }

        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with {process.ExitCode}.");
        }
    }
}
