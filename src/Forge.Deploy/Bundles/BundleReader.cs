using Forge.Deploy.Planning;
using Forge.Deploy.Specs;
using Forge.Shared.Archives;
using Forge.Shared.Yaml;

namespace Forge.Deploy.Bundles;

/// <summary>Opens a revision's archive: what it holds, its appspec, and the tar that targets unpack.</summary>
internal static class BundleReader
{
    /// <summary>Reads a revision and writes it as a tar beside it.</summary>
    /// <param name="archive">The archive's file, complete and verified.</param>
    /// <param name="tarPath">Where the tar goes.</param>
    /// <param name="cancellationToken">Cancels the reading; no half tar remains under its name.</param>
    /// <exception cref="ArchiveException">The archive is damaged or breaks a rule.</exception>
    /// <exception cref="SpecException">There is no appspec, or it has errors.</exception>
    public static async Task<Bundle> ReadAsync(string archive, string tarPath, CancellationToken cancellationToken)
    {
        var file = File.OpenRead(archive);
        await using (file.ConfigureAwait(false))
        {
            using var reader = await ArchiveReader.OpenAsync(file, ArchiveLimits.Default, cancellationToken).ConfigureAwait(false);
            var top = BundleLayout.TopFolder([.. reader.Entries.Select(entry => entry.Path)]);
            var tree = ToTree(reader, top);
            var (spec, warnings) = await ReadSpecAsync(reader, tree, top, cancellationToken).ConfigureAwait(false);
            await BundleFiles.WriteAsync(tarPath, tar => reader.WriteTarAsync(tar, top, cancellationToken)).ConfigureAwait(false);
            return new Bundle { Spec = spec, Warnings = warnings, Tree = tree, TarPath = tarPath, Transfer = new BundleTransfer(tarPath) };
        }
    }

    private static BundleTree ToTree(ArchiveReader reader, string top) => new(
        from entry in reader.Entries
        let path = BundleLayout.Below(top, entry.Path)
        where path is not null
        select new BundleEntry(path, ToKind(entry.Kind), entry.LinkTarget));

    private static BundleEntryKind ToKind(ArchiveEntryKind kind) => kind switch
    {
        ArchiveEntryKind.Directory => BundleEntryKind.Directory,
        ArchiveEntryKind.Link => BundleEntryKind.Link,
        _ => BundleEntryKind.File,
    };

    private static async Task<(AppSpec Spec, IReadOnlyList<SpecProblem> Warnings)> ReadSpecAsync(
        ArchiveReader reader, BundleTree tree, string top, CancellationToken cancellationToken)
    {
        if (BundleLayout.AppSpec(tree.Names("")) is not { } name || tree.Resolve(name) is not { Kind: BundleEntryKind.File } found)
        {
            throw new SpecException([BundleLayout.Missing(tree.Names(""))]);
        }

        var entry = reader.Entries.First(entry => entry.Path == BundlePath.Join(top, found.Path));
        // One byte more than allowed is enough for the reader to refuse it.
        var bytes = new byte[Math.Min(entry.Size, YamlLimits.Default.Bytes + 1)];
        var content = await reader.OpenEntryAsync(entry, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }

        return AppSpecReader.Read(name, bytes, out var problems) is { } spec ? (spec, problems) : throw new SpecException(problems);
    }
}
