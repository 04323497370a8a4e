namespace Forge.Build.Conformance;

/// <summary>The cases of the reference, by their numbers, from a buildspec to a result. Every executor has to pass them.</summary>
/// <remarks>The source of each build has the files <c>a.txt</c> and <c>d/b.txt</c>, and its buildspec.</remarks>
public abstract partial class BuildCaseTests : IAsyncDisposable
{
    private readonly Lazy<BuildCaseHost> _host;

    /// <summary>Initializes a new instance of the <see cref="BuildCaseTests"/> class.</summary>
    protected BuildCaseTests() => _host = new(() => new BuildCaseHost(Executor, Image, AddExecutor).With("a.txt", "alpha").With("d/b.txt", "beta"));

    private BuildCaseHost Host => _host.Value;

    /// <summary>Gets the name of the executor.</summary>
    protected abstract string Executor { get; }

    /// <summary>Gets the image that builds run in.</summary>
    protected virtual ImageReference? Image => null;

    /// <summary>Gets an image whose own user is not the administrator.</summary>
    protected virtual ImageReference? ImageWithUser => null;

    /// <summary>Gets the administrator's home, as a pattern with stars.</summary>
    protected virtual string Home => "/root";

    /// <summary>Gets the names of two users of the environment.</summary>
    protected virtual (string One, string Two) Users => ("u1", "u2");

    /// <summary>Adds the executor. What it runs in sets FROM_IMAGE to 0.</summary>
    /// <param name="forge">Takes the executor.</param>
    /// <param name="directory">A directory for what it needs.</param>
    protected abstract void AddExecutor(IForgeBuilder forge, string directory);

    /// <summary>Makes the environment offer the runtimes of <c>eng/build-image/runtimes.yml</c>.</summary>
    protected virtual void OfferRuntimes()
    {
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (_host.IsValueCreated)
        {
            await _host.Value.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private static BuildPhaseResult Phase(BuildResult result, BuildPhase phase) => result.Phases.Single(entered => entered.Phase == phase);

    private Task<BuildResult> RunAsync(string yaml, Func<BuildRequest, BuildRequest>? change = null) => Host.RunAsync($"version: 0.2\n{yaml}", change);
}
