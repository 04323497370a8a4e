using System.IO.Compression;
using System.Text;
using Forge.Artifacts;

namespace Forge.Deploy.Tests;

/// <summary>A revision in the making: a zip with modes.</summary>
internal sealed class Revision
{
    private const int Plain = 0x81A4; // A regular file, 0644.
    private const int Program = 0x81ED; // A regular file, 0755.
    private const int AttributeShift = 16;

    private readonly List<(string Path, string Content, int Mode)> _files = [];

    /// <summary>Makes a revision whose hooks note that they ran, and that installs one file.</summary>
    /// <param name="version">What the file says.</param>
    /// <param name="script">The body of every script; <c>$LIFECYCLE_EVENT</c> tells which.</param>
    public static Revision Noting(string version, string script) => new Revision()
        .File("appspec.yml", """
            version: 0.0
            os: linux
            files:
              - source: app
                destination: /srv/app
            hooks:
              ApplicationStop:
                - location: scripts/hook.sh
              BeforeInstall:
                - location: scripts/hook.sh
              AfterInstall:
                - location: scripts/hook.sh
              ApplicationStart:
                - location: scripts/hook.sh
              ValidateService:
                - location: scripts/hook.sh
                  timeout: 60
            """)
        .File("app/version.txt", version)
        .Script("scripts/hook.sh", script);

    public Revision File(string path, string content)
    {
        _files.Add((path, content, Plain));
        return this;
    }

    public Revision Script(string path, string body)
    {
        _files.Add((path, $"#!/bin/sh\n{body}\n", Program));
        return this;
    }

    public byte[] ToZip(string top = "")
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content, mode) in _files)
            {
                var entry = zip.CreateEntry(top + path);
                entry.ExternalAttributes = mode << AttributeShift;
                using var stream = entry.Open();
                stream.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return bytes.ToArray();
    }

    public async Task<ArtifactKey> StoreAsync(IArtifactStore store, string key)
    {
        using var content = new MemoryStream(ToZip());
        return (await store.PutAsync(ArtifactKey.Parse(key), content, TestContext.Current.CancellationToken)).Key;
    }
}
