using Forge.Testing;

namespace Forge.Git.Tests;

/// <summary>Fills a repository as the conformance suite of source providers wants it: whole trees, branch by branch.</summary>
internal sealed class CommittingClient : IDisposable
{
    private int _count;

    public GitClient Git { get; } = new();

    /// <summary>Gets or sets the bare repository that is filled.</summary>
    public string Origin { get; set; } = "";

    public async Task<CommitId> CommitAsync(string branch, IReadOnlyList<SourceFile> files, params IReadOnlyList<SourceSubmodule> submodules)
    {
        if (!Directory.Exists(Git.Combine("work")))
        {
            await Git.RunAsync("", "init", "--quiet", "work");
        }

        // The parent is what the branch has now; the tree is exactly the files.
        await Git.RunAsync("work", "checkout", "--quiet", "--orphan", $"commit-{++_count}");
        foreach (var entry in Directory.EnumerateFileSystemEntries(Git.Combine("work")).Where(e => Path.GetFileName(e) != ".git"))
        {
            Delete(entry);
        }

        SourceTree.Write(Git.Combine("work"), files);
        if (submodules.Any(submodule => submodule.Url is not null))
        {
            await File.WriteAllLinesAsync(Git.Combine("work", ".gitmodules"), submodules.Select((s, n) => $"[submodule \"m{n}\"]\n\tpath = {s.Path}\n\turl = \"{s.Url}\"\n\tupdate = !false"));
        }

        await Git.RunAsync("work", "add", "--all");
        foreach (var submodule in submodules)
        {
            await Git.RunAsync("work", "update-index", "--add", "--cacheinfo", $"160000,{submodule.Commit},{submodule.Path}");
        }

        await Git.RunAsync("work", "commit", "--quiet", "--allow-empty", "--message", $"Commit {_count}");
        await Git.RunAsync("work", "push", "--quiet", "--force", Origin, $"HEAD:refs/heads/{branch}");
        return CommitId.Parse(await Git.RunAsync("work", "rev-parse", "HEAD"));
    }

    public Task SetRefAsync(string name, CommitId commit) => Git.RunAsync("work", "push", "--quiet", "--force", Origin, $"{commit}:{name}");

    public void Dispose() => Git.Dispose();

    private static void Delete(string entry)
    {
        if (File.GetAttributes(entry) is var attributes && attributes.HasFlag(FileAttributes.Directory) && !attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            Directory.Delete(entry, recursive: true);
        }
        else
        {
            File.Delete(entry);
        }
    }
}
