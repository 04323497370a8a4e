using Forge.Git;
using Forge.Git.Checkouts;
using Forge.Git.Mirrors;
using Forge.Git.Pushes;
using Forge.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge;

/// <summary>Adds Git: hosted repositories, and source code for builds.</summary>
public static class GitForgeBuilderExtensions
{
    /// <summary>Hosts private repositories under a directory. Call once.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options; <see cref="GitHostingOptions.Root"/> is needed. Validated when the host starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <remarks>
    /// Registers <see cref="GitRepositories"/>, <see cref="GitUsers"/>, <see cref="GitHttpEngine"/> and the source provider
    /// <c>forge-git</c>, whose repositories are the hosted ones. Serving needs a journal (<c>AddSqliteJournal</c>), into which every
    /// push is recorded; administration alone does not.
    /// </remarks>
    public static IForgeBuilder AddGitHosting(this IForgeBuilder builder, Action<GitHostingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);

        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<GitHostingOptions, GitHostingOptionsValidator>().Configure(configure);
        services.TryAddSingleton(s => new GitHosting(Options(s), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILoggerFactory>()));
        services.TryAddSingleton(s => s.GetRequiredService<GitHosting>().Repositories);
        services.TryAddSingleton(s => s.GetRequiredService<GitHosting>().Users);
        services.AddSingleton<ISourceProvider>(CreateHostedProvider);
        services.TryAddSingleton(CreateHooks);
        services.TryAddSingleton(s => new PushJournal(RequireJournal(s)));
        services.TryAddSingleton(s => new PushReconciler(
            s.GetRequiredService<PushJournal>(), s.GetRequiredService<GitHosting>().Git, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<PushReconciler>>()));
        services.TryAddSingleton(CreateEngine);
        services.AddSingleton<IHostedService>(CreateStartup);
        return builder;
    }

    /// <summary>Adds the source provider <c>git</c>: any URL or path that git can fetch, through a mirror on this machine. Call once.</summary>
    /// <remarks>With <see cref="GitSourceOptions.Credentials"/> it needs an <see cref="ISecretStore"/>.</remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options, or null for the defaults. Validated when the host starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddGitSourceProvider(this IForgeBuilder builder, Action<GitSourceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddOptionsWithValidateOnStart<GitSourceOptions, GitSourceOptionsValidator>().Configure(configure ?? (_ => { }));
        builder.Services.TryAddSingleton(CreateMirrors);
        builder.Services.AddSingleton<ISourceProvider>(s => s.GetRequiredService<MirrorSourceProvider>());
        return builder;
    }

    private static GitHostingOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<GitHostingOptions>>().Value;

    private static HostedSourceProvider CreateHostedProvider(IServiceProvider services)
    {
        var hosting = services.GetRequiredService<GitHosting>();
        return new HostedSourceProvider(hosting.Repositories, hosting.Git, Options(services).OutsideLinks, services.GetService<MirrorSourceProvider>());
    }

    private static MirrorSourceProvider CreateMirrors(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<GitSourceOptions>>().Value;
        var secrets = services.GetService<ISecretStore>();
        return options.Credentials.Count > 0 && secrets is null
            ? throw new InvalidOperationException("GitSourceOptions.Credentials names secrets, and no ISecretStore is registered to read them from. Add one.")
            : new MirrorSourceProvider(options, secrets, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<MirrorCache>>());
    }

    private static PushHooks CreateHooks(IServiceProvider services)
    {
        var hosting = services.GetRequiredService<GitHosting>();
        return new PushHooks(hosting.Root, hosting.Lock, services.GetRequiredService<ILogger<PushHooks>>());
    }

    private static IJournal RequireJournal(IServiceProvider services) =>
        services.GetService<IJournal>()
        ?? throw new InvalidOperationException("Git hosting records every push in a journal, and none is registered. Add one, for instance with AddSqliteJournal().");

    private static GitHttpEngine CreateEngine(IServiceProvider services)
    {
        var hosting = services.GetRequiredService<GitHosting>();
        var time = services.GetRequiredService<TimeProvider>();
        var hooks = services.GetRequiredService<PushHooks>();
        var pushes = new PushEngine(
            hosting, hooks, services.GetRequiredService<PushJournal>(), services.GetRequiredService<PushReconciler>(), time, services.GetRequiredService<ILoggerFactory>());
        return new GitHttpEngine(Options(services), hosting, hooks, pushes, time, services.GetRequiredService<ILogger<GitHttpEngine>>());
    }

    private static GitHostingStartup CreateStartup(IServiceProvider services) => new(
        services.GetRequiredService<GitHosting>(),
        services.GetRequiredService<PushHooks>(),
        services.GetRequiredService<PushReconciler>(),
        Options(services),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<GitHostingStartup>>());
}
