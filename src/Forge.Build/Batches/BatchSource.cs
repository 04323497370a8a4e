using Forge.Build.Driving;
using Forge.Build.Local;
using Forge.Build.Planning;
using Forge.Build.Specs;
using Forge.Git;

namespace Forge.Build.Batches;

/// <summary>Reads the buildspec of a batch from its source, and settles what all of its builds are builds of.</summary>
internal sealed class BatchSource(BuildServices services)
{
    /// <summary>Reads it.</summary>
    /// <param name="state">The batch.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The plan, or why there is none.</returns>
    /// <exception cref="SourceException">A source cannot be had.</exception>
    public async Task<(BatchPlanned? Plan, PhaseOutcome? Failure)> ReadAsync(BatchState state, CancellationToken cancellationToken)
    {
        var build = state.Definition.Build;
        var temporary = Path.Combine(services.Options.WorkDirectory, $"forge-batch-{state.Result.BatchId}");
        // An earlier host may have ended in the middle of it.
        new LocalDirectory(temporary, executor: "").Delete();
        using var source = await SourceCheckout.FetchAsync(build.Source.Source, services, temporary, cancellationToken).ConfigureAwait(false);
        var file = BuildSpecSource.Find(build.Buildspec, source.Directory, sourceDirectory: ".");
        if (file.Failure is not null)
        {
            return (null, file.Failure);
        }

        var spec = BuildSpecReader.Read(file.Name, file.Bytes.Span, out var problems);
        if (spec is null)
        {
            return (null, PhaseOutcome.Failed(PhaseOutcome.YamlFileError, problems.First(problem => problem.Severity is SpecSeverity.Error).Message));
        }

        var plan = BatchPlanner.Plan(spec);
        if (BatchRules.Problem(state.Definition, plan) is { Length: > 0 } refusal)
        {
            return (null, PhaseOutcome.Failed(BatchPlanner.ValidationError, refusal));
        }

        return (new BatchPlanned
        {
            BatchId = state.Result.BatchId,
            FastFail = plan.FastFail,
            IsFanout = spec.Batch?.Fanout is not null,
            Tasks = plan.Tasks,
            Source = build.Source.At(source.Revision),
            SecondarySources = await ResolveAsync(build.SecondarySources, cancellationToken).ConfigureAwait(false),
        }, null);
    }

    private async Task<IReadOnlyDictionary<string, SourceDefinition>> ResolveAsync(
        IReadOnlyDictionary<string, SourceDefinition> sources, CancellationToken cancellationToken)
    {
        var resolved = new Dictionary<string, SourceDefinition>(StringComparer.Ordinal);
        foreach (var (identifier, source) in sources)
        {
            resolved[identifier] = source.Source.Location is { } location && services.FindSourceProvider(source.Provider!) is { } provider
                ? source.At(await provider.ResolveAsync(location, cancellationToken).ConfigureAwait(false))
                : source;
        }

        return resolved;
    }
}
