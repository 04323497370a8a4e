using System.Formats.Tar;
using System.Runtime.CompilerServices;
using Forge.Build.Packaging;
using Forge.Build.Running;

namespace Forge.Build.Reports;

/// <summary>Takes report files out of an environment, as many as one build may have.</summary>
internal sealed class ReportFileReader(IBuildEnvironment environment)
{
    private long _left = ReportLimits.BuildBytes;

    /// <summary>Reads files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Each file with its bytes; null for one that is too large, or too much after the others.</returns>
    public async IAsyncEnumerable<(SelectedFile File, byte[]? Bytes)> ReadAsync(
        IReadOnlyList<SelectedFile> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var source = await environment.GetAsync(RunnerFiles.SourceDirectory, [.. files.Select(file => file.Source)], cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var tar = new TarReader(source, leaveOpen: true);
            await using (tar.ConfigureAwait(false))
            {
                foreach (var file in files)
                {
                    var entry = await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false)
                        ?? throw new IOException($"the environment did not give '{file.Source}'");
                    yield return (file, await ReadAsync(entry, cancellationToken).ConfigureAwait(false));
                }
            }
        }
    }

    private async Task<byte[]?> ReadAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Length > Math.Min(ReportLimits.FileBytes, _left))
        {
            return null;
        }

        var bytes = new byte[entry.Length];
        await (entry.DataStream ?? Stream.Null).ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        _left -= bytes.Length;
        return bytes;
    }
}
