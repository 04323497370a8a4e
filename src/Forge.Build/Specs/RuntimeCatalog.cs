namespace Forge.Build.Specs;

/// <summary>The runtimes that an image offers, as its <c>runtimes.yml</c> says.</summary>
internal sealed record RuntimeCatalog
{
    /// <summary>Where images have the file.</summary>
    public const string File = "/codebuild/image/config/runtimes.yml";

    /// <summary>Gets the versions by runtime, in the order of the file.</summary>
    public required IReadOnlyList<KeyValuePair<string, IReadOnlyList<RuntimeVersion>>> Runtimes { get; init; }

    /// <summary>Finds the versions of a runtime, or null.</summary>
    public IReadOnlyList<RuntimeVersion>? Find(string runtime) => Runtimes.FirstOrDefault(known => known.Key == runtime).Value;
}
