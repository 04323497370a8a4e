using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace Forge.Deploy.Tests.Running;

/// <summary>A revision, as the tar that a target receives.</summary>
internal sealed class Bundle
{
    public const string ListName = ".forge-list-of-a-test";

    private const UnixFileMode Plain = (UnixFileMode)0b110_100_100;
    private const UnixFileMode Program = (UnixFileMode)0b111_101_101;

    private readonly List<TarEntry> _entries = [];
    private readonly StringBuilder _list = new();
    private bool _isListed;

    /// <summary>Sends the list of the files with it, as real revisions do.</summary>
    public Bundle Listed()
    {
        _isListed = true;
        return this;
    }

    public Bundle File(string path, string content = "content", UnixFileMode mode = Plain)
    {
        _list.Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))).Append("\t\t").Append(path).Append('\n');
        _entries.Add(new PaxTarEntry(TarEntryType.RegularFile, path)
        {
            Mode = mode,
            DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
            ModificationTime = DateTimeOffset.UnixEpoch.AddDays(1),
        });
        return this;
    }

    public Bundle Script(string path, string body) => File(path, $"#!/bin/sh\n{body}\n", Program);

    public Bundle Link(string path, string target)
    {
        _entries.Add(new PaxTarEntry(TarEntryType.SymbolicLink, path) { LinkName = target });
        return this;
    }

    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        var stream = new MemoryStream();
        await using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var entry in _entries)
            {
                entry.DataStream?.Seek(0, SeekOrigin.Begin);
                await writer.WriteEntryAsync(entry, cancellationToken);
            }

            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, ListName)
            {
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes(_isListed ? _list.ToString() : "")),
            }, cancellationToken);
        }

        stream.Position = 0;
        return stream;
    }
}
