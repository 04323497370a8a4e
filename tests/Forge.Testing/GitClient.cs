using System.Diagnostics;

namespace Forge.Testing;

/// <summary>The real git client with a home of its own: no settings, credentials or prompts of the machine get in.</summary>
public sealed class GitClient : IDisposable
{
    private readonly TempDirectory _home = new();

    /// <summary>Gets the directory under which clones are made.</summary>
    public string Directory => _home.Path;

    /// <summary>Runs git and returns how it ended.</summary>
    /// <param name="directory">The working directory, relative to <see cref="Directory"/>; empty for that itself.</param>
    /// <param name="arguments">The arguments.</param>
    public async Task<GitClientResult> TryAsync(string directory, params string[] arguments)
    {
        using var process = Start(directory, arguments);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new GitClientResult(process.ExitCode, (await output).Trim(), (await error).Trim());
    }

    /// <summary>Runs git and kills it, with all that it has started, after a while.</summary>
    /// <param name="after">The time from its start.</param>
    /// <param name="directory">The working directory, relative to <see cref="Directory"/>.</param>
    /// <param name="arguments">The arguments.</param>
    public async Task RunAndKillAsync(TimeSpan after, string directory, params string[] arguments)
    {
        using var process = Start(directory, arguments);
        var exiting = process.WaitForExitAsync();
        try
        {
            await exiting.WaitAsync(after);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            await exiting;
        }
    }

    /// <summary>Runs git, which must succeed, and returns what it printed.</summary>
    /// <param name="directory">The working directory, relative to <see cref="Directory"/>; empty for that itself.</param>
    /// <param name="arguments">The arguments.</param>
    public async Task<string> RunAsync(string directory, params string[] arguments)
    {
        var result = await TryAsync(directory, arguments);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {result.Output}\n{result.Error}");
    }

    /// <summary>Makes a working tree with one commit on main.</summary>
    /// <param name="name">Its directory.</param>
    /// <returns>The commit.</returns>
    public async Task<string> InitAsync(string name)
    {
        await RunAsync("", "init", "--quiet", "--initial-branch=main", name);
        return await CommitAsync(name, "README", "first");
    }

    /// <summary>Writes a file and commits it.</summary>
    /// <param name="name">The working tree.</param>
    /// <param name="file">The file.</param>
    /// <param name="text">Its content.</param>
    /// <returns>The commit.</returns>
    public async Task<string> CommitAsync(string name, string file, string text)
    {
        _home.Write(Path.Combine(name, file), text);
        await RunAsync(name, "add", "--all");
        await RunAsync(name, "commit", "--quiet", "--message", $"Change {file}");
        return await RunAsync(name, "rev-parse", "HEAD");
    }

    /// <summary>Returns the path of something under <see cref="Directory"/>.</summary>
    /// <param name="parts">The parts of its relative path.</param>
    public string Combine(params ReadOnlySpan<string> parts) => _home.Combine(parts);

    /// <inheritdoc/>
    public void Dispose() => _home.Dispose();

    private Process Start(string directory, string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = _home.Combine(directory),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Environment())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private Dictionary<string, string> Environment() => new()
    {
        ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
        ["HOME"] = _home.Path,
        ["LANG"] = "C.UTF-8",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["GIT_AUTHOR_NAME"] = "Ann",
        ["GIT_AUTHOR_EMAIL"] = "ann@example.com",
        ["GIT_COMMITTER_NAME"] = "Ann",
        ["GIT_COMMITTER_EMAIL"] = "ann@example.com",
    };
}
