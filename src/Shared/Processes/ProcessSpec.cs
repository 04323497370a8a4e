namespace Forge.Shared.Processes;

/// <summary>A program to run on this machine.</summary>
internal sealed record ProcessSpec
{
    /// <summary>Gets the program and its arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Gets the whole environment of the program: nothing is inherited.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Gets the working directory.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Gets how long the program may go on after its caller no longer wants it, to bring to an end what must not be left half done. Then it is killed.</summary>
    public TimeSpan StopTime { get; init; }

    /// <summary>Gets how long output is still read after the program has ended while something it left behind holds the pipe open.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(2);
}
