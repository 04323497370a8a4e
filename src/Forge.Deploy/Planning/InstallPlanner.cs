using Forge.Deploy.Running;
using Forge.Deploy.Specs;

namespace Forge.Deploy.Planning;

/// <summary>Plans what the Install event copies, makes and sets on a target. Pure: no disk, neither here nor there.</summary>
internal sealed class InstallPlanner
{
    // Links to directories are installed as directories, so a small revision can describe a huge tree.
    private const int MostPaths = 250_000;

    private readonly BundleTree _bundle;
    private readonly string _root;
    private readonly ProblemList _problems;
    private readonly List<string> _directories = [];
    private readonly List<InstallFile> _files = [];
    private readonly Dictionary<string, (bool IsDirectory, AppSpecFile By)> _planned = new(StringComparer.Ordinal);
    private readonly HashSet<(AppSpecFile, AppSpecFile)> _reported = [];

    private InstallPlanner(AppSpec spec, BundleTree bundle, string root)
    {
        _bundle = bundle;
        _root = root;
        _problems = new ProblemList(spec.File);
    }

    /// <summary>Plans an installation.</summary>
    /// <param name="spec">The revision's appspec.</param>
    /// <param name="bundle">What the revision holds.</param>
    /// <param name="destinationRoot">What every destination is below; empty for the target's own root.</param>
    /// <param name="requested">What the deployment wants for files that exist; the appspec's own word comes first.</param>
    /// <param name="problems">What makes the plan impossible.</param>
    /// <returns>The plan, or null when there are problems.</returns>
    public static InstallPlan? Plan(
        AppSpec spec, BundleTree bundle, string destinationRoot, FileExistsBehavior? requested, out IReadOnlyList<SpecProblem> problems)
    {
        var planner = new InstallPlanner(spec, bundle, destinationRoot);
        foreach (var file in spec.Files)
        {
            planner.Add(file);
        }

        var permissions = PermissionPlanner.Plan(spec, destinationRoot, planner._directories, planner._files, planner._problems);
        problems = planner._problems.ToList();
        return planner._problems.HasErrors
            ? null
            : new InstallPlan
            {
                Directories = planner._directories,
                Files = planner._files,
                Permissions = permissions,
                FileExists = spec.FileExists ?? requested ?? FileExistsBehavior.Disallow,
            };
    }

    private void Add(AppSpecFile file)
    {
        if (!BundlePath.TrySimplify(file.Source, out var source) || DestinationPath.Resolve(_root, file.Destination) is not { } destination)
        {
            Refuse(file, $"The entry from '{file.Source}' to '{file.Destination}' leads out of the revision or above the root with '..'.");
            return;
        }

        var own = source is "" ? _bundle.Find("") : _bundle.Find(source) ?? _bundle.Resolve(source);
        if (own is null)
        {
            Refuse(file, MissingSource(file.Source));
        }
        else if (_bundle.Resolve(own.Path) is { Kind: BundleEntryKind.Directory } directory)
        {
            AddDirectory(file, destination);
            AddContents(file, directory.Path, destination, []);
        }
        else if (file.Source.EndsWith('/') || file.Source.EndsWith("/.", StringComparison.Ordinal))
        {
            Refuse(file, $"The source '{file.Source}' is a file: write it without the slash at its end.");
        }
        else
        {
            AddDirectory(file, destination);
            AddFile(file, own.Path, DestinationPath.Join(destination, BundlePath.Name(source)));
        }
    }

    private string MissingSource(string source) =>
        source.Contains('*', StringComparison.Ordinal)
            ? $"The source '{source}' is not in the revision. A '*' is not a pattern here: name a file, or a directory for all of its contents."
            : $"The source '{source}' is not in the revision. Its top holds {Top()}.";

    private string Top()
    {
        const int Most = 10;
        var names = _bundle.Names("");
        return names.Count is 0 ? "nothing" : string.Join(", ", names.Take(Most).Select(name => $"'{name}'")) + (names.Count > Most ? " …" : "");
    }

    // A link to a directory is installed as a directory of its own, as the reference does; so links may form a circle.
    private void AddContents(AppSpecFile file, string source, string destination, IReadOnlyList<string> open)
    {
        if (open.Contains(source))
        {
            Refuse(file, $"The symbolic links below '{file.Source}' form a circle at '{source}': remove one of them.");
            return;
        }

        foreach (var name in _bundle.Names(source))
        {
            if (_planned.Count >= MostPaths)
            {
                Refuse(file, $"The source '{file.Source}' brings the installation to more than {MostPaths:N0} files and directories.");
                return;
            }

            var path = BundlePath.Join(source, name);
            var target = DestinationPath.Join(destination, name);
            var entry = _bundle.Find(path)!;
            if (entry.Kind is BundleEntryKind.Link && _bundle.Resolve(path) is { Kind: BundleEntryKind.Directory } linked)
            {
                entry = linked;
            }

            if (entry.Kind is BundleEntryKind.Directory)
            {
                AddDirectory(file, target);
                AddContents(file, entry.Path, target, [.. open, source]);
            }
            else
            {
                AddFile(file, path, target);
            }
        }
    }

    private void AddDirectory(AppSpecFile file, string destination)
    {
        if (_planned.TryGetValue(destination, out var there) && there.IsDirectory)
        {
            return;
        }

        foreach (var directory in DestinationPath.Chain(_root, destination))
        {
            if (_planned.TryAdd(directory, (true, file)))
            {
                _directories.Add(directory);
            }
            else if (_planned[directory] is { IsDirectory: false } other)
            {
                Collide(file, other.By, directory, "is a file for one and a directory for the other");
                return;
            }
        }
    }

    private void AddFile(AppSpecFile file, string source, string destination)
    {
        if (_planned.TryAdd(destination, (false, file)))
        {
            _files.Add(new InstallFile(source, destination));
            return;
        }

        var other = _planned[destination];
        Collide(file, other.By, destination, other.IsDirectory ? "is a directory for one and a file for the other" : "would be written twice");
    }

    private void Collide(AppSpecFile file, AppSpecFile other, string destination, string how)
    {
        if (_reported.Add((file, other)))
        {
            Refuse(file, $"The sources '{other.Source}' (line {other.Line}) and '{file.Source}' collide: '{destination}' {how}. Give one of them another destination.");
        }
    }

    private void Refuse(AppSpecFile file, string message) => _problems.Error(file.Line, file.Column, message);
}
