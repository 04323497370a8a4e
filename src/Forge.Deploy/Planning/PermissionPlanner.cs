using Forge.Deploy.Running;
using Forge.Deploy.Specs;

namespace Forge.Deploy.Planning;

/// <summary>Decides which planned file or directory gets which permissions. Pure.</summary>
/// <remarks>
/// An object that is a directory means what is beneath it, never itself; the pattern <c>**</c> at any depth, any other pattern and
/// every exception direct children only. An object that is none of the planned paths, nor above one, means nothing.
/// </remarks>
internal static class PermissionPlanner
{
    /// <summary>Decides.</summary>
    /// <param name="spec">The appspec.</param>
    /// <param name="destinationRoot">What every path is below; empty for the target's own root.</param>
    /// <param name="directories">The directories that the plan makes.</param>
    /// <param name="files">The files that the plan copies.</param>
    /// <param name="problems">Takes what is impossible.</param>
    /// <returns>The permissions, at most one entry for a path.</returns>
    public static IReadOnlyList<InstallPermission> Plan(
        AppSpec spec, string destinationRoot, IReadOnlyList<string> directories, IReadOnlyList<InstallFile> files, ProblemList problems)
    {
        var permissions = new List<InstallPermission>();
        var owners = new Dictionary<string, AppSpecPermission>(StringComparer.Ordinal);
        var reported = new HashSet<(AppSpecPermission, AppSpecPermission)>();
        foreach (var permission in spec.Permissions)
        {
            var (accessList, context) = (AccessListPlanner.Plan(permission.AccessList), ContextOf(permission));
            foreach (var path in Matches(permission, destinationRoot, directories, files, problems))
            {
                if (owners.TryAdd(path, permission))
                {
                    if ((permission.Mode ?? permission.Owner ?? permission.Group ?? accessList ?? context) is not null)
                    {
                        permissions.Add(new InstallPermission(path, permission.Mode, permission.Owner, permission.Group) { AccessList = accessList, Context = context });
                    }
                }
                else if (reported.Add((owners[path], permission)))
                {
                    problems.Error(permission.Line, permission.Column,
                        $"The permissions of '{path}' are specified more than once: here and at line {owners[path].Line}. Narrow 'object', 'pattern', 'except' or 'type' of one.");
                }
            }
        }

        RefuseDefaultsOfFiles(permissions, owners, files, problems);
        return permissions;
    }

    private static void RefuseDefaultsOfFiles(
        List<InstallPermission> permissions, Dictionary<string, AppSpecPermission> owners, IReadOnlyList<InstallFile> files, ProblemList problems)
    {
        var names = files.Select(file => file.Destination).ToHashSet(StringComparer.Ordinal);
        foreach (var refused in permissions.Where(permission => names.Contains(permission.Path)).Select(permission => owners[permission.Path])
            .Where(owner => owner.AccessList.Any(entry => entry.IsDefault)).Distinct())
        {
            problems.Error(refused.Line, refused.Column,
                $"The entries of 'acls' for '{refused.Object}' are partly defaults for what is made in a directory later, and files are meant too: write 'type: [directory]'.");
        }
    }

    private static string? ContextOf(AppSpecPermission permission) =>
        permission.Context is { } context ? $"{OrPolicy(context.User)} {context.Type} {OrPolicy(context.Range)}" : null;

    private static string OrPolicy(string word) => word.Length > 0 ? word : "-";

    private static IEnumerable<string> Matches(
        AppSpecPermission permission, string root, IReadOnlyList<string> directories, IReadOnlyList<InstallFile> files, ProblemList problems)
    {
        if (DestinationPath.Resolve(root, permission.Object) is not { } target)
        {
            problems.Error(permission.Line, permission.Column, $"The object '{permission.Object}' climbs above the root with '..': write the whole path.");
            return [];
        }

        if (files.Any(file => file.Destination == target))
        {
            return MatchFile(permission, target, problems);
        }

        var candidates = (permission.Directories ? directories : []).Concat(permission.Files ? files.Select(file => file.Destination) : []);
        var prefix = target.EndsWith('/') ? target : target + "/";
        return candidates.Where(path => path.StartsWith(prefix, StringComparison.Ordinal) && IsMeant(permission, path[prefix.Length..]));
    }

    private static IEnumerable<string> MatchFile(AppSpecPermission permission, string target, ProblemList problems)
    {
        if (!permission.Files)
        {
            return [];
        }

        if (permission.Pattern is not AppSpecPermission.Everything || permission.Except.Count > 0)
        {
            problems.Error(permission.Line, permission.Column,
                $"The object '{permission.Object}' is a file, so it takes neither 'pattern' nor 'except': remove them, or name the directory.");
            return [];
        }

        return [target];
    }

    private static bool IsMeant(AppSpecPermission permission, string name) =>
        (permission.Pattern is AppSpecPermission.Everything || IsMatch(name, permission.Pattern))
        && !permission.Except.Any(except => IsMatch(name, except));

    /// <summary>Matches the name of a direct child against a pattern in which only <c>*</c> has a meaning.</summary>
    internal static bool IsMatch(string name, string pattern)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return false;
        }

        var (at, read, star, resume) = (0, 0, -1, 0);
        while (read < name.Length)
        {
            if (at < pattern.Length && pattern[at] is '*')
            {
                (star, resume) = (at++, read);
            }
            else if (at < pattern.Length && pattern[at] == name[read])
            {
                (at, read) = (at + 1, read + 1);
            }
            else if (star >= 0)
            {
                (at, read) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(at).Trim('*').IsEmpty;
    }
}
