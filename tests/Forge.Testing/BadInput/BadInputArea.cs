using Xunit;

namespace Forge.Testing.BadInput;

/// <summary>An area of the corpus of bad input: a folder of tests/bad-input with its inputs, and with what is said of each in <c>expected.txt</c>.</summary>
/// <remarks>How to add one is in CONTRIBUTING.md.</remarks>
public sealed class BadInputArea
{
    /// <summary>The most memory that may be allocated for one input, in bytes.</summary>
    public const long MostAllocated = 64 * 1024 * 1024;

    private const string Accepted = "accepted";
    private const int MostCharacters = 1_500;

    // Code is compiled when it first runs: the quickest of some tries counts.
    private const int Tries = 12;

    // Ten times what a spec may take on a machine that does nothing else: this finds what grows without bound, and no busy machine.
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    private readonly Expectations _expectations;

    /// <summary>Initializes a new instance of the <see cref="BadInputArea"/> class.</summary>
    /// <param name="name">The folder.</param>
    public BadInputArea(string name)
    {
        Directory = Path.Combine(Corpus, name);
        _expectations = new Expectations(Path.Combine(Directory, Expectations.FileName));
        Inputs = [.. Names(Directory)];
    }

    /// <summary>Gets the folder of all areas.</summary>
    public static string Corpus { get; } = Path.Combine(Repository.Root, "tests", "bad-input");

    /// <summary>Gets the area's folder.</summary>
    public string Directory { get; }

    /// <summary>Gets the inputs, a row of a theory for each.</summary>
    public TheoryData<string> Inputs { get; }

    /// <summary>Returns the inputs of a folder.</summary>
    /// <param name="directory">The folder.</param>
    public static IEnumerable<string> Names(string directory) => System.IO.Directory.EnumerateFiles(directory)
        .Select(path => Path.GetFileName(path)).Where(name => name is not Expectations.FileName).Order(StringComparer.Ordinal);

    /// <summary>Gives a file to what reads it, and compares what that says with what is expected, and what it costs with what it may cost.</summary>
    /// <param name="input">The name of the input.</param>
    /// <param name="read">Takes the name and the bytes, and returns what is said: nothing when the input is accepted.</param>
    public void Check(string input, Func<string, byte[], IEnumerable<string>> read) => Compare(input, CheckCost(input, read));

    /// <summary>Gives a file to what reads it, and compares what that costs with what it may cost.</summary>
    /// <param name="input">The name of the input.</param>
    /// <param name="read">Takes the name and the bytes, and returns what is said.</param>
    /// <returns>What was said.</returns>
    public IReadOnlyList<string> CheckCost(string input, Func<string, byte[], IEnumerable<string>> read)
    {
        var (name, bytes) = Read(input);
        IReadOnlyList<string> said = [];
        var quickest = TimeSpan.MaxValue;
        for (var i = 0; i < Tries && quickest > MostTime; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var begin = ThreadTime.Used;
            said = [.. read(name, bytes)];
            var time = ThreadTime.Used - begin;
            quickest = time < quickest ? time : quickest;
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        }

        Assert.True(quickest <= MostTime, $"Reading {input} took {quickest.TotalMilliseconds:N0} ms of the processor.");
        return said;
    }

    /// <summary>Gives a file to what reads it, and compares what that says with what is expected.</summary>
    /// <param name="input">The name of the input.</param>
    /// <param name="read">Takes the name and the bytes, and returns what is said: nothing when the input is accepted.</param>
    public async Task CheckAsync(string input, Func<string, byte[], Task<IEnumerable<string>>> read)
    {
        var (name, bytes) = Read(input);
        Compare(input, [.. await read(name, bytes)]);
    }

    private (string Name, byte[] Bytes) Read(string input)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Directory, input));
        return input.EndsWith(GeneratedInput.Extension, StringComparison.Ordinal) ? (input[..^GeneratedInput.Extension.Length], GeneratedInput.Read(bytes)) : (input, bytes);
    }

    private void Compare(string input, IReadOnlyList<string> said)
    {
        Assert.All(said, line => Assert.InRange(line.Length, 1, MostCharacters));
        _expectations.Compare(input, said.Count == 0 ? [Accepted] : said);
    }
}
