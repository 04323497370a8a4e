using System.Collections.Concurrent;
using Forge.Build.Planning;

namespace Forge.Build;

/// <summary>The projects of a host.</summary>
/// <remarks>
/// <para>Begins with <see cref="BuildOptions.Projects"/>. What is set or removed later is kept in memory only: a host that takes projects from
/// elsewhere sets them when it starts.</para>
/// <para>Safe for concurrent use.</para>
/// </remarks>
public sealed class BuildProjects
{
    private readonly ConcurrentDictionary<string, BuildProject> _projects;

    internal BuildProjects(IEnumerable<BuildProject> projects) =>
        _projects = new ConcurrentDictionary<string, BuildProject>(projects.Select(project => KeyValuePair.Create(project.Name, project)), StringComparer.Ordinal);

    /// <summary>Adds a project, or replaces the one of that name. Builds that were asked for before keep what they had.</summary>
    /// <param name="project">The project.</param>
    /// <exception cref="ArgumentException">Something in it breaks a rule; the message lists everything.</exception>
    public void Set(BuildProject project)
    {
        ArgumentNullException.ThrowIfNull(project);
        if (string.Join(' ', ProjectRules.Problems(project)) is { Length: > 0 } problems)
        {
            throw new ArgumentException(problems, nameof(project));
        }

        _projects[project.Name] = project;
    }

    /// <summary>Removes a project. Its builds stay.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string name) => _projects.TryRemove(name, out _);

    /// <summary>Finds a project.</summary>
    /// <param name="name">The name, compared ordinally.</param>
    /// <returns>The project, or null.</returns>
    public BuildProject? Find(string name) => _projects.GetValueOrDefault(name);

    /// <summary>Lists the projects by name.</summary>
    /// <returns>The projects as they are now.</returns>
    public IReadOnlyList<BuildProject> List() => [.. _projects.Values.OrderBy(project => project.Name, StringComparer.Ordinal)];
}
