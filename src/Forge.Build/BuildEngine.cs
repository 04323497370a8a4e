using System.Runtime.CompilerServices;
using Forge.Artifacts;
using Forge.Build.Driving;
using Forge.Build.Planning;
using Forge.Journal;

namespace Forge.Build;

/// <summary>Runs builds.</summary>
/// <remarks>
/// <para>A build is recorded in the journal first and driven in the background. It survives a restart of the host: where it runs it goes on, and
/// the next host that starts finds it there, takes up its log and its phases, and repeats nothing. Only when nothing is left of where it ran does
/// it end as <see cref="BuildStatus.Fault"/>.</para>
/// <para>Concurrency: every member may be called at the same time as any other.</para>
/// <para>What goes wrong in a build is a result. Exceptions tell that a build was refused or that infrastructure failed.</para>
/// </remarks>
public sealed class BuildEngine
{
    private readonly IJournal _journal;
    private readonly BuildHistory _history;
    private readonly BuildNumbers _numbers;
    private readonly BuildServices _services;
    private readonly BuildProjects _projects;
    private readonly BuildWorker _worker;
    private readonly BuildWatch _watch;

    internal BuildEngine(IJournal journal, BuildNumbers numbers, BuildServices services, BuildProjects projects, BuildWorker worker, BuildWatch watch)
    {
        _journal = journal;
        _history = new BuildHistory(journal);
        _numbers = numbers;
        _services = services;
        _projects = projects;
        _worker = worker;
        _watch = watch;
    }

    /// <summary>Asks for a build, which begins as soon as its turn comes.</summary>
    /// <param name="request">What to build.</param>
    /// <param name="cancellationToken">Cancels the asking; whether the build was recorded is then unknown. Give an id to ask again safely.</param>
    /// <returns>The build as it stands; an earlier one when there is one of that id.</returns>
    /// <exception cref="ArgumentException">The request names something that does not exist, breaks a rule, or has the id of another project's build; nothing was recorded.</exception>
    /// <exception cref="BuildRefusedException">Too many builds of the project run or wait.</exception>
    /// <exception cref="JournalException">The build cannot be recorded.</exception>
    public async Task<BuildResult> StartAsync(BuildRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var project = _projects.Find(request.Project) ?? new BuildProject { Name = request.Project };
        var definition = BuildDefinitionPlanner.Plan(project, request);
        if (string.Join(' ', Problems(request, definition)) is { Length: > 0 } problems)
        {
            throw new ArgumentException(problems);
        }

        var entry = project.LimitBehavior is BuildLimitBehavior.Refuse ? BuildEntry.NoWait : BuildEntry.Wait;
        return await StartAsync(definition, request.BuildId ?? Guid.NewGuid().ToString(), request.Secrets, entry, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a build to its end.</summary>
    /// <param name="request">What to build.</param>
    /// <param name="cancellationToken">Stops the build: its processes are ended, it is recorded as <see cref="BuildStatus.Stopped"/>, and
    /// <see cref="OperationCanceledException"/> is thrown.</param>
    /// <returns>What became of it: success, failure, timeout and fault are all results.</returns>
    /// <exception cref="ArgumentException">As for <see cref="StartAsync(BuildRequest, CancellationToken)"/>.</exception>
    /// <exception cref="BuildRefusedException">Too many builds of the project run or wait.</exception>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    public async Task<BuildResult> RunAsync(BuildRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = await StartAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            if (request.Log is { } receiver)
            {
                await foreach (var line in ReadLogAsync(started.BuildId, cancellationToken: cancellationToken).ConfigureAwait(false))
                {
                    receiver.Report(line);
                }
            }

            return await WaitAsync(started.BuildId, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller gives up, but the build still has to be stopped.
            await StopAsync(started.BuildId, request.Initiator, CancellationToken.None).ConfigureAwait(false);
            await WaitAsync(started.BuildId, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits for the end of a build.</summary>
    /// <param name="buildId">The build.</param>
    /// <param name="cancellationToken">Ends the wait; the build goes on.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="ArgumentException">There is no such build.</exception>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async Task<BuildResult> WaitAsync(string buildId, CancellationToken cancellationToken = default)
    {
        for (BuildState? state = null; ;)
        {
            var news = _watch.Next(buildId);
            state = await FindAsync(state, buildId, cancellationToken).ConfigureAwait(false);
            if (state.Result.Status is not BuildStatus.InProgress)
            {
                // No news will come that could take this wait out of the signals.
                _watch.Raise(buildId);
                return state.Result;
            }

            await _watch.WaitAsync(news, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells how a build stands or ended.</summary>
    /// <param name="buildId">The id of the build.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>What is known, or null when there is no such build.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async Task<BuildResult?> GetAsync(string buildId, CancellationToken cancellationToken = default) =>
        ProjectRules.IsBuildId(buildId) && await _history.ReadAsync(buildId, cancellationToken).ConfigureAwait(false) is { } state ? state.Result : null;

    /// <summary>Lists the ids of all builds, the newest first.</summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The ids.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var stream in _journal.ListAsync(BuildState.StreamKind, cancellationToken).ConfigureAwait(false))
        {
            yield return stream.Key;
        }
    }

    /// <summary>Lists the ids of the builds of one project, the newest first.</summary>
    /// <param name="project">The project.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The ids.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public IAsyncEnumerable<string> ListForProjectAsync(string project, CancellationToken cancellationToken = default) => _numbers.ListAsync(project, cancellationToken);

    /// <summary>Reads the log of a build, and goes on while it grows. It ends when the build has ended and everything is read.</summary>
    /// <param name="buildId">The build.</param>
    /// <param name="fromSequence">The first line wanted: 1 for all, or the one after the last that was seen, to go on after a lost connection.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The lines in order, without gaps. A slow reader does not slow the build.</returns>
    /// <exception cref="ArgumentException">There is no such build.</exception>
    /// <exception cref="ArtifactStoreException">The log is in the artifact store and cannot be read there.</exception>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async IAsyncEnumerable<BuildLogLine> ReadLogAsync(
        string buildId, long fromSequence = 1, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var state = await FindAsync(null, buildId, cancellationToken).ConfigureAwait(false);
        await foreach (var line in _services.LogReader.ReadAsync(buildId, state.LogLocation, fromSequence, HasEndedAsync, cancellationToken).ConfigureAwait(false))
        {
            yield return line;
        }

        async ValueTask<bool> HasEndedAsync(CancellationToken token)
        {
            state = await FindAsync(state, buildId, token).ConfigureAwait(false);
            return state.Result.Status is not BuildStatus.InProgress;
        }
    }

    /// <summary>Asks for a build to be stopped: its processes are ended, and no further phase begins.</summary>
    /// <param name="buildId">The build.</param>
    /// <param name="requestedBy">Who asks.</param>
    /// <param name="cancellationToken">Cancels the asking.</param>
    /// <returns>The build as it stands; one that has ended stays as it is. <see cref="WaitAsync"/> waits for the end.</returns>
    /// <exception cref="ArgumentException">There is no such build.</exception>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    public Task<BuildResult> StopAsync(string buildId, string requestedBy = "user", CancellationToken cancellationToken = default) =>
        AskAsync(buildId, state => state.StopAskedBy is null ? new StopAsked { BuildId = buildId, By = requestedBy } : null, cancellationToken);

    /// <summary>Lets a build go on that waits at a breakpoint.</summary>
    /// <param name="buildId">The build.</param>
    /// <param name="requestedBy">Who asks.</param>
    /// <param name="cancellationToken">Cancels the asking.</param>
    /// <returns>The build as it stands; one that does not wait stays as it is.</returns>
    /// <exception cref="ArgumentException">There is no such build.</exception>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    public Task<BuildResult> ResumeAsync(string buildId, string requestedBy = "user", CancellationToken cancellationToken = default) =>
        AskAsync(buildId, state => state.Result.IsPaused ? new ResumeAsked { BuildId = buildId, By = requestedBy } : null, cancellationToken);

    /// <summary>Starts a build anew that has ended: with all that it was asked for with, whatever its project says now, and from the same commit.</summary>
    /// <param name="buildId">The build.</param>
    /// <param name="cancellationToken">Cancels the asking; whether the new build was recorded is then unknown.</param>
    /// <returns>The new build.</returns>
    /// <exception cref="ArgumentException">There is no such build, it has not ended, or it had secrets by value, which are not kept.</exception>
    /// <exception cref="BuildRefusedException">Too many builds of the project wait.</exception>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    public async Task<BuildResult> RetryAsync(string buildId, CancellationToken cancellationToken = default)
    {
        var state = await FindAsync(null, buildId, cancellationToken).ConfigureAwait(false);
        if (state.Result.Status is BuildStatus.InProgress)
        {
            throw new ArgumentException($"Build '{buildId}' cannot be retried: it has not ended. Stop it, or wait for its end.", nameof(buildId));
        }

        if (state.Definition.HasSecrets)
        {
            throw new ArgumentException($"Build '{buildId}' cannot be retried: its secrets were given by value and are not kept. Start a new build with them.", nameof(buildId));
        }

        var definition = state.Definition with { RetryOf = buildId, Source = state.Definition.Source.At(state.Result.Revision) };
        return await StartAsync(definition, Guid.NewGuid().ToString(), new Dictionary<string, SecretValue>(), BuildEntry.Wait, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets the caches of a project, and so those of every project that shares them.</summary>
    /// <param name="project">The project.</param>
    /// <param name="cancellationToken">Cancels the call; some caches may be gone then.</param>
    /// <returns>A task that completes when no cache is left that a later build could find.</returns>
    /// <exception cref="ArtifactStoreException">The store cannot be reached.</exception>
    public Task InvalidateCacheAsync(string project, CancellationToken cancellationToken = default)
    {
        var known = _projects.Find(project) ?? new BuildProject { Name = project };
        var definition = BuildDefinitionPlanner.Plan(known, new BuildRequest { Project = project });
        return _services.CacheOf(definition)?.ClearAsync(cancellationToken) ?? Task.CompletedTask;
    }

    /// <summary>Starts a build that is defined already.</summary>
    internal async Task<BuildResult> StartAsync(
        BuildDefinition definition, string buildId, IReadOnlyDictionary<string, SecretValue> secrets, BuildEntry entry, CancellationToken cancellationToken)
    {
        var state = await _worker.StartAsync(definition, buildId, secrets, entry, cancellationToken).ConfigureAwait(false);
        return state.Result.Project == definition.Project
            ? state.Result
            : throw new ArgumentException($"The id '{buildId}' is taken by a build of project '{state.Result.Project}'. Give every build an id of its own, or none.");
    }

    private async Task<BuildResult> AskAsync(string buildId, Func<BuildState, object?> decide, CancellationToken cancellationToken)
    {
        BuildState? state = null;
        do
        {
            state = await FindAsync(state, buildId, cancellationToken).ConfigureAwait(false);
            if (state.Result.Status is not BuildStatus.InProgress || decide(state) is not { } wish)
            {
                return state.Result;
            }

            var batch = BuildEvents.Batch(state, [wish], JournalClosing.StaysOpen);
            await _journal.AppendAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        while (decide(await FindAsync(state, buildId, cancellationToken).ConfigureAwait(false)) is not null);
        _watch.Raise(buildId);
        return (await FindAsync(state, buildId, cancellationToken).ConfigureAwait(false)).Result;
    }

    private async Task<BuildState> FindAsync(BuildState? known, string buildId, CancellationToken cancellationToken) =>
        (ProjectRules.IsBuildId(buildId) ? await _history.ReadOnAsync(known, buildId, cancellationToken).ConfigureAwait(false) : null)
        ?? throw new ArgumentException($"There is no build '{buildId}'.", nameof(buildId));

    /// <summary>Finds everything that is wrong with a build that is asked for.</summary>
    internal IEnumerable<string> Problems(BuildRequest request, BuildDefinition definition)
    {
        IEnumerable<string?> missing =
        [
            request.BuildId is null || ProjectRules.IsBuildId(request.BuildId)
                ? null : $"'{request.BuildId}' is not the id of a build: use 1 to 64 letters, digits and dashes, and begin with a letter or digit.",
            definition is not { RetriesLeft: 0, FaultRetriesLeft: 0 } && request.BuildId?.Length > ProjectRules.LongestBuildId - RetryId.LongestEnding
                ? $"'{request.BuildId}' is too long for a build that is retried by itself: use at most {ProjectRules.LongestBuildId - RetryId.LongestEnding} characters, which leaves room for '-retry2'." : null,
            _services.FindExecutor(definition.Executor) is null ? $"There is no executor '{definition.Executor}'. Registered are: {_services.ExecutorNames}." : null,
            .. definition.SecondarySources.Values.Prepend(definition.Source).Select(Missing),
        ];
        return ProjectRules.Problems(definition).Concat(ProjectRules.Problems(request.Secrets)).Concat(missing.OfType<string>());
    }

    private string? Missing(SourceDefinition source) => source switch
    {
        { Provider: { } provider } when _services.FindSourceProvider(provider) is null =>
            $"There is no source provider '{provider}'. Registered are: {_services.SourceProviderNames}.",
        { Artifact: not null } when _services.FindStore(source.Store ?? "") is null =>
            $"There is no artifact store '{source.Store}' for the source '{source.Artifact}'. Registered are: {_services.StoreNames}.",
        _ => null,
    };
}
