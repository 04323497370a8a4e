using Forge.Build.Output;
using Forge.Build.Planning;
using Forge.Build.Running;
using Forge.Build.Specs;
using Forge.Git;

namespace Forge.Build.Driving;

/// <summary>Makes the plan of a build from its buildspec, its secrets and what its environment offers.</summary>
internal sealed class BuildPreparation(BuildServices services, BuildState state, IReadOnlyDictionary<string, SecretValue> secrets, BuildLog log)
{
    private readonly BuildDefinition _definition = state.Definition;

    /// <summary>Makes the plan. What it writes to the log is the same every time.</summary>
    /// <param name="name">The buildspec's name in messages.</param>
    /// <param name="buildspec">The buildspec.</param>
    /// <param name="environment">Where the build runs.</param>
    /// <param name="sources">The sources; null for a build whose commands have begun.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The plan, or what is wrong.</returns>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    /// <exception cref="SourceException">The credential of the source cannot be read.</exception>
    public async Task<(BuildPlan? Plan, PhaseOutcome? Failure)> PlanAsync(
        string name, ReadOnlyMemory<byte> buildspec, IBuildEnvironment environment, BuildSources? sources, CancellationToken cancellationToken)
    {
        var spec = BuildSpecReader.Read(name, buildspec.Span, out var problems);
        BuildLogTexts.Problems(log, spec, problems);
        if (spec is null)
        {
            return (null, PhaseOutcome.Failed(PhaseOutcome.YamlFileError, problems.First(problem => problem.Severity is SpecSeverity.Error).Message));
        }

        log.Write("Processing environment variables");
        if (spec.Environment.ParameterStore.Count > 0)
        {
            log.Write("Decrypting parameter store environment variables");
        }

        var (fromSpec, failure) = await services.Secrets.ResolveAsync(spec.Environment, cancellationToken).ConfigureAwait(false);
        var (stored, problem) = failure is null ? await services.Secrets.ResolveAsync(_definition.StoredVariables, cancellationToken).ConfigureAwait(false) : (fromSpec, failure);
        if (problem is not null)
        {
            return (null, problem);
        }

        var credential = spec.Environment.GitCredentialHelper ? await CredentialAsync(cancellationToken).ConfigureAwait(false) : null;
        // Every value is masked, also one that another of the same name replaces.
        log.Mask([.. fromSpec, .. stored, .. secrets, .. credential is null ? [] : new[] { KeyValuePair.Create("git-credential-helper", credential.Password) }]);
        var plan = BuildPlanner.Plan(spec, _definition, new BuildFacts
        {
            BuildId = state.Result.BuildId,
            Number = state.Result.Number,
            StartedAt = state.Result.StartedAt,
            SourceDirectory = $"{environment.Directory}/{RunnerFiles.SourceDirectory}",
            Revision = sources?.Primary.Revision ?? state.Result.Revision,
            SourceVersion = _definition.Source.Version ?? "",
            Secrets = fromSpec,
            RequestSecrets = stored.Concat(secrets).GroupBy(secret => secret.Key).ToDictionary(same => same.Key, same => same.Last().Value),
            SecondarySources = BuildSources.Locate(_definition, environment.Directory, sources),
            Credential = credential,
            Runtimes = await RuntimesAsync(spec, environment, sources, cancellationToken).ConfigureAwait(false),
            HasDebugging = _definition.IsDebugSession,
            HasCache = services.CacheOf(_definition) is not null,
            BuildUrl = services.Options.BuildUrl.Replace("{build}", state.Result.BuildId, StringComparison.Ordinal).Replace("{project}", state.Result.Project, StringComparison.Ordinal),
            Webhook = _definition.Webhook,
            BatchIdentifier = _definition.BatchIdentifier,
        });
        BuildLogTexts.Plan(log, plan);
        return plan.Problems is [var first, ..] ? (null, PhaseOutcome.Failed(PhaseOutcome.YamlFileError, first)) : (plan, null);
    }

    private async Task<SourceCredential?> CredentialAsync(CancellationToken cancellationToken)
    {
        var location = _definition.Source.Source.AsLocation();
        var credential = location is not null && services.FindSourceProvider(_definition.Source.Provider!) is ISourceCredentialProvider provider
            ? await provider.GetCredentialAsync(location, cancellationToken).ConfigureAwait(false)
            : null;
        if (credential is null)
        {
            log.Write("Warning: env.git-credential-helper has no effect: the source is fetched without a user name and a password");
        }

        return credential;
    }

    // Only a buildspec that asks for runtimes pays for the question.
    private async Task<RuntimeCatalog?> RuntimesAsync(BuildSpec spec, IBuildEnvironment environment, BuildSources? sources, CancellationToken cancellationToken)
    {
        if (!spec.Phases.Values.Any(phase => phase.RuntimeVersions.Count > 0))
        {
            return null;
        }

        if (sources is not null)
        {
            await EnvironmentRuntimes.CopyAsync(environment, cancellationToken).ConfigureAwait(false);
        }

        var (catalog, warning) = await EnvironmentRuntimes.ReadAsync(environment, cancellationToken).ConfigureAwait(false);
        if (warning.Length > 0)
        {
            log.Write($"Warning: {warning}");
        }

        return catalog;
    }
}
