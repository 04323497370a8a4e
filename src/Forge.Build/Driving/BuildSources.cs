using Forge.Build.Planning;
using Forge.Build.Running;
using Forge.Git;

namespace Forge.Build.Driving;

/// <summary>The sources of one build on this machine, until they are disposed.</summary>
internal sealed class BuildSources : IDisposable
{
    private readonly Dictionary<string, SourceCheckout> _secondary = new(StringComparer.Ordinal);

    private BuildSources(SourceCheckout primary) => Primary = primary;

    /// <summary>Gets the primary source.</summary>
    public SourceCheckout Primary { get; }

    /// <summary>Fetches the sources of a build.</summary>
    /// <param name="definition">The build.</param>
    /// <param name="services">What the host has.</param>
    /// <param name="temporary">What the names of temporary directories begin with.</param>
    /// <param name="cancellationToken">Cancels the fetching.</param>
    /// <exception cref="SourceException">A source cannot be had.</exception>
    public static async Task<BuildSources> FetchAsync(BuildDefinition definition, BuildServices services, string temporary, CancellationToken cancellationToken)
    {
        var sources = new BuildSources(await SourceCheckout.FetchAsync(definition.Source.Source, services, temporary, cancellationToken).ConfigureAwait(false));
        try
        {
            foreach (var (identifier, source) in definition.SecondarySources)
            {
                sources._secondary[identifier] = await SourceCheckout.FetchAsync(source.Source, services, $"{temporary}-{identifier}", cancellationToken).ConfigureAwait(false);
            }

            return sources;
        }
        catch
        {
            sources.Dispose();
            throw;
        }
    }

    /// <summary>Says where the secondary sources are, as commands see it.</summary>
    /// <param name="definition">The build.</param>
    /// <param name="directory">The directory of the environment.</param>
    /// <param name="sources">The sources, where they are known.</param>
    public static IReadOnlyList<SecondarySource> Locate(BuildDefinition definition, string directory, BuildSources? sources) =>
    [
        .. definition.SecondarySources.Select(secondary => new SecondarySource
        {
            Identifier = secondary.Key,
            Directory = $"{directory}/{RunnerFiles.SecondaryDirectory}/{secondary.Key}",
            Revision = sources?._secondary.GetValueOrDefault(secondary.Key)?.Revision,
            Version = secondary.Value.Version ?? "",
        }),
    ];

    /// <summary>Puts the sources into an environment.</summary>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    public async Task PutAsync(IBuildEnvironment environment, CancellationToken cancellationToken)
    {
        await PutAsync(environment, RunnerFiles.SourceDirectory, Primary, cancellationToken).ConfigureAwait(false);
        foreach (var (identifier, source) in _secondary)
        {
            await PutAsync(environment, $"{RunnerFiles.SecondaryDirectory}/{identifier}", source, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Primary.Dispose();
        foreach (var source in _secondary.Values)
        {
            source.Dispose();
        }
    }

    private static async Task PutAsync(IBuildEnvironment environment, string path, SourceCheckout source, CancellationToken cancellationToken)
    {
        var files = source.Pack();
        await using (files.ConfigureAwait(false))
        {
            await environment.PutAsync(path, files, cancellationToken).ConfigureAwait(false);
        }
    }
}
