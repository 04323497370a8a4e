using System.Text;
using Forge.Shared.Processes;

namespace Forge.Testing;

/// <summary>A real file system of a fixed size, in memory, that can be full. Needs the rights to mount.</summary>
public sealed class TmpfsMount : IAsyncDisposable
{
    private const int OutputLimit = 4096;

    private readonly TempDirectory _directory;
    private string? _filler;

    private TmpfsMount(TempDirectory directory) => _directory = directory;

    /// <summary>Gets where it is mounted.</summary>
    public string Path => _directory.Path;

    /// <summary>Mounts one.</summary>
    /// <param name="kibibytes">Its size.</param>
    public static async Task<TmpfsMount> CreateAsync(int kibibytes)
    {
        var directory = new TempDirectory();
        await RunAsync("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k,mode=0755", "forge-test", directory.Path);
        return new TmpfsMount(directory);
    }

    /// <summary>Uses up all room but some.</summary>
    /// <param name="left">How many bytes stay free.</param>
    public void Fill(long left = 0)
    {
        _filler = System.IO.Path.Combine(Path, "filler");
        var free = new DriveInfo(Path).AvailableFreeSpace;
        if (free > left)
        {
            using var file = File.Create(_filler);
            file.Write(new byte[free - left]);
        }
    }

    /// <summary>Gives the room back.</summary>
    public void MakeRoom() => File.Delete(_filler!);

    /// <summary>Lets nobody write, or lets them again.</summary>
    /// <param name="mode">How the file system is mounted from now on: <c>ro</c> or <c>rw</c>.</param>
    public Task RemountAsync(string mode) => RunAsync("mount", "-o", $"remount,{mode}", Path);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "-l", Path);
        _directory.Dispose();
    }

    private static async Task RunAsync(params string[] arguments)
    {
        var spec = new ProcessSpec { Arguments = arguments, Environment = new Dictionary<string, string> { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin" } };
        var result = await ProcessRunner.RunAsync(spec, standardInput: null, OutputLimit, TimeProvider.System, CancellationToken.None); // Always to its end.
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', arguments)}: {Encoding.UTF8.GetString(result.StandardError).Trim()} (run the tests as root)");
        }
    }
}
