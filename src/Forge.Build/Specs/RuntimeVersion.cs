namespace Forge.Build.Specs;

/// <summary>One version of a runtime that an image offers.</summary>
internal sealed record RuntimeVersion
{
    /// <summary>The version that stands for every other one; its commands find the wanted one in <c>VERSION</c>.</summary>
    public const string Default = "default";

    /// <summary>Gets the version, as written.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the commands that choose it.</summary>
    public required IReadOnlyList<string> Commands { get; init; }

    /// <summary>Gets the runtimes that it needs: of each one of several versions.</summary>
    public required IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Requires { get; init; }
}
