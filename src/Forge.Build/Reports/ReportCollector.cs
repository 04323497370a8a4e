using Forge.Artifacts;
using Forge.Build.Output;
using Forge.Build.Packaging;
using Forge.Build.Planning;
using Forge.Build.Running;

namespace Forge.Build.Reports;

/// <summary>Makes the reports of a build from the files that its commands left. Never fails the build: what goes wrong is in the log and in the report.</summary>
internal sealed class ReportCollector(IBuildEnvironment environment, IArtifactStore? store, BuildLog log, TimeProvider timeProvider)
{
    private const string ArnPrefix = "arn:";

    private static readonly TimeSpan DiscoveryTimeout = TimeSpan.FromSeconds(5);

    private readonly ReportFileReader _reader = new(environment);
    private readonly Dictionary<string, ReportDraft> _drafts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Makes the reports.</summary>
    /// <param name="plan">What to make, with its texts expanded.</param>
    /// <param name="facts">The build.</param>
    /// <param name="cancellationToken">Stops the work; nothing is returned then.</param>
    /// <returns>The reports: the declared ones in the order of the buildspec, then those discovered.</returns>
    public async Task<IReadOnlyList<BuildReport>> CollectAsync(ReportPlan plan, ReportFacts facts, CancellationToken cancellationToken)
    {
        if (plan.Groups.Count == 0 && !plan.Searches)
        {
            return [];
        }

        var archive = new ReportArchive(store, log, facts.KeyPrefix);
        var groups = plan.Groups.Take(ReportLimits.Groups).Select(group => (Group: group, Draft: DraftOf(group, facts))).ToList();
        foreach (var group in plan.Groups.Skip(ReportLimits.Groups))
        {
            log.Write($"Warning: the report group '{group.Name}' is left out: a build has at most {ReportLimits.Groups} report groups");
        }

        groups.ForEach(group => group.Draft.Spoil(plan.Loss));
        try
        {
            var files = await environment.ListAsync(RunnerFiles.SourceDirectory, cancellationToken).ConfigureAwait(false) ?? [];
            foreach (var (group, draft) in groups)
            {
                await CollectAsync(group, draft, files, (facts, archive), cancellationToken).ConfigureAwait(false);
            }

            if (plan.Searches)
            {
                await DiscoverAsync(plan, files, (facts, archive), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is BuildExecutorException or IOException or InvalidDataException or FormatException)
        {
            log.Write($"Warning: the report files cannot be read: {e.Message}");
            groups.ForEach(group => group.Draft.Spoil($"the report files cannot be read: {e.Message}"));
        }

        return await FinishAsync(facts, archive, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the declared reports of a build of whose files nothing can be read any more. A group whose name nothing has expanded has none.</summary>
    /// <param name="plan">What was to be made, and why it is not.</param>
    /// <param name="facts">The build.</param>
    /// <param name="cancellationToken">Stops the work; nothing is returned then.</param>
    public async Task<IReadOnlyList<BuildReport>> GiveUpAsync(ReportPlan plan, ReportFacts facts, CancellationToken cancellationToken)
    {
        foreach (var group in plan.Groups.Take(ReportLimits.Groups).Where(group => !group.Name.AsSpan().ContainsAny('$', '`')))
        {
            DraftOf(group, facts).Spoil(plan.Loss);
        }

        return await FinishAsync(facts, new ReportArchive(store, log, facts.KeyPrefix), cancellationToken).ConfigureAwait(false);
    }

    private async Task CollectAsync(
        ReportGroupPlan group, ReportDraft draft, IReadOnlyList<BuildFile> files, (ReportFacts Facts, ReportArchive Archive) to, CancellationToken cancellationToken)
    {
        if (draft.Type != group.Format.ToType())
        {
            Spoil(draft, $"the report group '{draft.Group}' has reports of test cases and of code coverage: use two groups");
            return;
        }

        var selection = ArtifactSelector.Select(
            new ArtifactPlan
            {
                Destination = new ArtifactDestination(),
                Name = draft.Group,
                Prefix = "",
                BaseDirectory = group.BaseDirectory,
                Files = group.Files,
                ExcludePaths = [],
                DiscardPaths = false,
                KeepsLinks = false,
            },
            files,
            to.Facts.SourceDirectory);
        foreach (var line in selection.Log)
        {
            log.Write(line);
        }

        _taken.UnionWith(selection.Files.Select(file => file.Source));
        if (selection.Files.Count == 0)
        {
            Spoil(draft, $"no matching report paths found: no file of the source directory fits {string.Join(", ", group.Files.Select(file => $"'{file}'"))} in '{group.BaseDirectory}'");
            return;
        }

        log.Write($"Preparing to copy {draft.Type.ToReferenceName()} report {draft.Group}");
        if (selection.Files.Count > ReportLimits.Files)
        {
            Spoil(draft, $"{selection.Files.Count:N0} files fit and at most {ReportLimits.Files:N0} are read: merge them or use several groups");
        }

        await foreach (var (file, bytes) in _reader.ReadAsync([.. selection.Files.Take(ReportLimits.Files)], cancellationToken).ConfigureAwait(false))
        {
            if (bytes is null)
            {
                Spoil(draft, TooLarge(file));
                continue;
            }

            if (draft.Take(group.Format, file.Source, bytes) is { } problem)
            {
                log.Write(problem.ToString());
            }

            var isReplaced = group.DiscardPaths && selection.Files.Last(other => NameOf(other) == NameOf(file)) != file;
            if (isReplaced)
            {
                log.Write($"Warning: '{file.Source}' is read and not kept: another file is named '{NameOf(file)}' once paths are discarded");
                continue;
            }

            await to.Archive.AddFileAsync(draft.Group, group.DiscardPaths ? NameOf(file) : file.Name, bytes, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DiscoverAsync(
        ReportPlan plan, IReadOnlyList<BuildFile> files, (ReportFacts Facts, ReportArchive Archive) to, CancellationToken cancellationToken)
    {
        var candidates = ReportSelection.Select(files, Relative(plan.Pattern, to.Facts.SourceDirectory), _taken);
        if (candidates.Count == 0)
        {
            return;
        }

        log.Write($"Set report auto-discover timeout to {DiscoveryTimeout.TotalSeconds:0} seconds");
        using var timeout = new CancellationTokenSource(DiscoveryTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var found = 0;
            await foreach (var (file, bytes) in _reader.ReadAsync(candidates, either.Token).ConfigureAwait(false))
            {
                found += await DiscoverAsync(file, bytes, to, either.Token).ConfigureAwait(false) ? 1 : 0;
            }

            log.Write($"Found {found} file(s)");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            log.Write("Warning: looking for reports took too long and was given up. Declare them in 'reports', or set CODEBUILD_CONFIG_AUTO_DISCOVER_DIR to where they are");
        }
    }

    // What is only meant to look like a report, a test's data perhaps, must not spoil a report that nobody asked for.
    private async Task<bool> DiscoverAsync(SelectedFile file, byte[]? bytes, (ReportFacts Facts, ReportArchive Archive) to, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (bytes is null || ReportSniffer.Sniff(bytes) is not { } format)
        {
            return false;
        }

        if (ReportReader.Read(format, file.Source, bytes, NewTally(to.Facts)) is { } problem)
        {
            log.Write(problem.ToString());
            return false;
        }

        var draft = DraftOf($"{to.Facts.Project}-{format.ToReferenceName()}-AutoDiscovered", format, to.Facts);
        if (draft.Type != format.ToType())
        {
            return false;
        }

        draft.Take(format, file.Source, bytes);
        await to.Archive.AddFileAsync(draft.Group, file.Name, bytes, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<IReadOnlyList<BuildReport>> FinishAsync(ReportFacts facts, ReportArchive archive, CancellationToken cancellationToken)
    {
        var reports = new List<BuildReport>();
        foreach (var draft in _drafts.Values)
        {
            var report = await archive.AddDocumentAsync(draft.Finish(facts, timeProvider.GetUtcNow()), cancellationToken).ConfigureAwait(false);
            log.Write(ReportTexts.Line(report));
            reports.Add(report);
        }

        return reports;
    }

    private ReportDraft DraftOf(ReportGroupPlan group, ReportFacts facts)
    {
        var name = group.Name.Trim();
        var draft = DraftOf(name.StartsWith(ArnPrefix, StringComparison.Ordinal) ? name : $"{facts.Project}-{name}", group.Format, facts);
        if (name.Length == 0)
        {
            Spoil(draft, "the name of the report group is empty: its variable has no value at the end of the build");
        }

        return draft;
    }

    private ReportDraft DraftOf(string name, ReportFormat format, ReportFacts facts)
    {
        var group = ReportText.Clip(log.Masked(name), ReportLimits.NameLength - facts.Suffix.Length) + facts.Suffix;
        if (!_drafts.TryGetValue(group, out var draft))
        {
            _drafts[group] = draft = new ReportDraft(group, format, NewTally(facts));
        }

        return draft;
    }

    private ReportTally NewTally(ReportFacts facts) => new(new TestTally(log.Masked), new CoverageTally(facts.SourceDirectory));

    private void Spoil(ReportDraft draft, string message)
    {
        log.Write($"Warning: {message}");
        draft.Spoil(log.Masked(message));
    }

    private static string TooLarge(SelectedFile file) =>
        $"'{file.Source}' is too large: a report file has at most {ReportLimits.FileBytes / 1024 / 1024} MiB, all of a build {ReportLimits.BuildBytes / 1024 / 1024} MiB; write several reports, or less into them";

    private static string NameOf(SelectedFile file) => file.Name[(file.Name.LastIndexOf('/') + 1)..];

    private static string Relative(string pattern, string sourceDirectory) =>
        pattern.StartsWith($"{sourceDirectory}/", StringComparison.Ordinal) ? pattern[(sourceDirectory.Length + 1)..] : pattern;
}
