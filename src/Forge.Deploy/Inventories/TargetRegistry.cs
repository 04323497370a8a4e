using Forge.Journal;
using Microsoft.Extensions.Logging;

namespace Forge.Deploy.Inventories;

/// <summary>Registers deploy targets at run time, as the reference does for machines on premises.</summary>
/// <remarks>
/// A registration is in the journal when the call returns, and survives a restart of the host. It holds no secret: keys and passwords are
/// those of the provider of the kind. Safe for concurrent use. Whoever may call this decides what is deployed to where: ask who it is first.
/// </remarks>
public sealed partial class TargetRegistry
{
    private readonly RegistryFeed _feed;
    private readonly DeploymentCatalog _catalog;
    private readonly Action _changed;
    private readonly ILogger _logger;

    internal TargetRegistry(RegistryFeed feed, DeploymentCatalog catalog, Action changed, ILogger<TargetRegistry> logger)
    {
        _feed = feed;
        _catalog = catalog;
        _changed = changed;
        _logger = logger;
    }

    /// <summary>Registers a target. Elastic groups that it matches deploy to it by themselves.</summary>
    /// <param name="target">The target. Registering the same once more changes nothing; another <see cref="TargetDescription.Instance"/> takes the place of the earlier machine.</param>
    /// <param name="cancellationToken">Cancels the call; whether the target was registered is then unknown. Asking again is safe.</param>
    /// <returns>The registration.</returns>
    /// <exception cref="ArgumentException">The description breaks a rule of one of its properties, or its kind's provider refuses it.</exception>
    /// <exception cref="DeploymentRefusedException">The name is taken: by the host, or by a registration that says something else or is leaving.</exception>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    public async Task<RegisteredTarget> RegisterAsync(TargetDescription target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (string.Join(" ", TargetRules.Check(target, _catalog)) is { Length: > 0 } problems)
        {
            throw new ArgumentException(problems, nameof(target));
        }

        if (_catalog.Targets.Any(added => added.Name == target.Name))
        {
            throw Taken($"The name '{target.Name}' is that of a target which the host has added itself. Choose another one.");
        }

        while (true)
        {
            var state = await _feed.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (state.Targets.TryGetValue(target.Name, out var existing) && IsSame(existing, target))
            {
                return existing;
            }

            // The place in the history is given to one registration only.
            var named = target.Instance is "" ? target with { Instance = $"registration-{state.Sequence + 1}" } : target;
            if (await _feed.TryAppendAsync(state, new TargetRegistered(Copy(named)), cancellationToken).ConfigureAwait(false))
            {
                Log.Registered(_logger, target.Name, target.Kind, named.Instance);
                _changed();
                return (await _feed.ReadAsync(cancellationToken).ConfigureAwait(false)).Targets.GetValueOrDefault(target.Name)
                    ?? throw Unknown(target.Name);
            }
        }
    }

    /// <summary>Gives a registered target other tags. What runs on it goes on; elastic groups that it matches now deploy to it.</summary>
    /// <param name="name">The target.</param>
    /// <param name="tags">All tags that it has from now on.</param>
    /// <param name="cancellationToken">Cancels the call; whether the tags were recorded is then unknown.</param>
    /// <returns>A task that completes when the tags are recorded.</returns>
    /// <exception cref="ArgumentException">There is no such registration, or the tags break a rule.</exception>
    public async Task SetTagsAsync(string name, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tags);
        if (string.Join(" ", TargetRules.CheckTags($"'{name}'", tags)) is { Length: > 0 } problems)
        {
            throw new ArgumentException(problems, nameof(tags));
        }

        var copy = new Dictionary<string, string>(tags, StringComparer.Ordinal);
        await ChangeAsync(name, _ => new TargetTagged(name, copy), cancellationToken).ConfigureAwait(false);
        _changed();
    }

    /// <summary>Takes a target out: no deployment selects it any longer. Groups with a termination hook run it first; then, or at once, it is gone.</summary>
    /// <param name="name">The target. Deregistering one that is leaving changes nothing.</param>
    /// <param name="cancellationToken">Cancels the call; whether it was recorded is then unknown.</param>
    /// <returns>A task that completes when it is recorded; <see cref="ListAsync"/> tells when the target is gone.</returns>
    /// <exception cref="ArgumentException">There is no such registration.</exception>
    public async Task DeregisterAsync(string name, CancellationToken cancellationToken = default)
    {
        var hasHooks = _catalog.Groups.Any(group => group.HasTerminationHook);
        await ChangeAsync(
            name, target => !hasHooks ? new TargetDeregistered(name) : target.IsLeaving ? null : new TargetLeaving(name), cancellationToken).ConfigureAwait(false);
        Log.Deregistered(_logger, name);
        _changed();
    }

    /// <summary>Lists the registered targets by name.</summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The targets.</returns>
    public async Task<IReadOnlyList<RegisteredTarget>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await _feed.ReadAsync(cancellationToken).ConfigureAwait(false)).Targets.Values.OrderBy(target => target.Target.Name, StringComparer.Ordinal)];

    private async Task ChangeAsync(string name, Func<RegisteredTarget, RegistryEvent?> change, CancellationToken cancellationToken)
    {
        RegistryState state;
        RegistryEvent? happened;
        do
        {
            state = await _feed.ReadAsync(cancellationToken).ConfigureAwait(false);
            happened = change(state.Targets.GetValueOrDefault(name) ?? throw Unknown(name));
        }
        while (happened is not null && !await _feed.TryAppendAsync(state, happened, cancellationToken).ConfigureAwait(false));
    }

    private static bool IsSame(RegisteredTarget existing, TargetDescription wanted)
    {
        if (existing.IsLeaving)
        {
            throw Taken($"The target '{wanted.Name}' is being deregistered. Register it again when it is gone.");
        }

        var old = existing.Target;
        if (wanted.Instance is not "" && wanted.Instance != old.Instance)
        {
            return false;
        }

        return old.Kind == wanted.Kind && AreSame(old.Settings, wanted.Settings) && AreSame(old.Tags, wanted.Tags) && AreSame(old.Variables, wanted.Variables)
            ? true
            : throw Taken($"The target '{wanted.Name}' is registered already, in another way. Change its tags, or deregister it first, or give an Instance if another machine takes its place.");
    }

    private static bool AreSame(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out var value) && value == pair.Value);

    // The caller may go on changing its own collections.
    private static TargetDescription Copy(TargetDescription target) => target with
    {
        Settings = new Dictionary<string, string>(target.Settings, StringComparer.Ordinal),
        Tags = new Dictionary<string, string>(target.Tags, StringComparer.Ordinal),
        Variables = new Dictionary<string, string>(target.Variables, StringComparer.Ordinal),
    };

    private static DeploymentRefusedException Taken(string message) => new(message, DeploymentFailure.ResourceLimitExceeded);

    private static ArgumentException Unknown(string name) => new($"The target '{name}' is not registered.", nameof(name));

    private static partial class Log
    {
        [LoggerMessage(3060, LogLevel.Information, "The target {Target} of the kind {Kind} is registered: {Instance}.")]
        public static partial void Registered(ILogger logger, string target, string kind, string instance);

        [LoggerMessage(3061, LogLevel.Information, "The target {Target} is deregistered.")]
        public static partial void Deregistered(ILogger logger, string target);
    }
}
