using System.IO.Compression;
using System.Text;
using Forge.Artifacts;

namespace Forge.AspNetCore.Tests.Agents;

/// <summary>A revision that installs one file, and whose hooks note that they ran.</summary>
internal static class AgentRevision
{
    private const string AppSpec = """
        version: 0.0
        os: linux
        files:
          - source: app
            destination: /srv/app
        hooks:
          ApplicationStop:
            - location: hook.sh
          BeforeInstall:
            - location: hook.sh
          AfterInstall:
            - location: hook.sh
          ApplicationStart:
            - location: hook.sh
          ValidateService:
            - location: hook.sh
              timeout: 60
        """;

    private const string Note = "#!/bin/sh\necho \"$DEPLOYMENT_ID $TARGET $LIFECYCLE_EVENT $FORGE_STEP_ID\" >> \"$NOTES\"\n";

    /// <summary>Makes a revision and stores it.</summary>
    /// <param name="store">The store.</param>
    /// <param name="version">What the file says, and the key.</param>
    /// <param name="script">What every hook does after its note; <c>$LIFECYCLE_EVENT</c> tells which.</param>
    /// <param name="ballast">Bytes that cannot be compressed, to make it large.</param>
    public static async Task<ArtifactKey> StoreAsync(IArtifactStore store, string version, string script = "true", int ballast = 0)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "appspec.yml", Encoding.UTF8.GetBytes(AppSpec), 0x81A4);
            Add(zip, "hook.sh", Encoding.UTF8.GetBytes($"{Note}{script}\n"), 0x81ED);
            Add(zip, "app/version.txt", Encoding.UTF8.GetBytes(version), 0x81A4);
            var random = new byte[ballast];
            new Random(1).NextBytes(random);
            Add(zip, "app/ballast", random, 0x81A4);
        }

        bytes.Position = 0;
        return (await store.PutAsync(ArtifactKey.Parse($"shop/{version}.zip"), bytes, CancellationToken.None)).Key;
    }

    private static void Add(ZipArchive zip, string name, byte[] content, int mode)
    {
        const int AttributeShift = 16;
        var entry = zip.CreateEntry(name);
        entry.ExternalAttributes = mode << AttributeShift;
        using var stream = entry.Open();
        stream.Write(content);
    }
}
