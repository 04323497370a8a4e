using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;

namespace Forge.Cli.Output;

/// <summary>Writes for people to standard error, and results to standard output.</summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
internal sealed class Terminal(TextWriter output, TextWriter error)
{
    private readonly Lock _lock = new();

    /// <summary>Gets where the framework writes help.</summary>
    public TextWriter Error => error;

    /// <summary>Says something to whoever watches.</summary>
    public void Say(string line)
    {
        lock (_lock)
        {
            error.WriteLine(line);
            error.Flush();
        }
    }

    /// <summary>Writes a result.</summary>
    public void Result(string line)
    {
        lock (_lock)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    /// <summary>Writes a result as one JSON object on one line.</summary>
    public void Json<T>(T value, JsonTypeInfo<T> type) => Result(JsonSerializer.Serialize(value, type));

    /// <summary>Says what went wrong.</summary>
    public void Problem(Exception exception)
    {
        IEnumerable<string> lines = exception switch
        {
            SpecException spec => spec.Problems.Select(problem => problem.ToString()),
            OptionsValidationException options => options.Failures.Select(failure => "forge: " + failure),
            OperationCanceledException => ["forge: stopped"],
            _ => ["forge: " + exception.Message],
        };
        foreach (var line in lines)
        {
            Say(line);
        }
    }
}
