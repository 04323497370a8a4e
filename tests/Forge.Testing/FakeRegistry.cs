using System.Collections.Concurrent;
using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Forge.Testing;

/// <summary>A registry of images on loopback, which an engine on this machine may fetch from: one image of busybox, for whoever knows the password.</summary>
public sealed class FakeRegistry : IDisposable
{
    /// <summary>The user that may fetch.</summary>
    public const string User = "builder";

    private const string Repository = "team/busybox";
    private const string Token = "token-of-the-registry";
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    private readonly HttpListener _listener = new();
    private readonly string _password;
    private readonly Dictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);
    private readonly byte[] _manifest;
    private readonly ConcurrentQueue<string> _asked = new();

    /// <summary>Initializes a new instance of the <see cref="FakeRegistry"/> class, and starts it.</summary>
    /// <param name="password">The password of <see cref="User"/>.</param>
    public FakeRegistry(string password)
    {
        _password = password;
        _manifest = MakeImage();
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Name = free.LocalEndpoint.ToString()!;
        }

        _listener.Prefixes.Add($"http://{Name}/");
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Gets the registry's name: <c>127.0.0.1:PORT</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the name of the image, without tag.</summary>
    public string Image => $"{Name}/{Repository}";

    /// <summary>Gets the digest of the image.</summary>
    public string Digest => DigestOf(_manifest);

    /// <summary>Gets the paths that were asked for with the right token.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    /// <inheritdoc/>
    public void Dispose() => _listener.Close();

    private static string DigestOf(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    private static byte[] MakeLayer()
    {
        var layer = new MemoryStream();
        using (var tar = new TarWriter(layer, TarEntryFormat.Pax, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox")
            {
                Mode = (UnixFileMode)0b111_101_101,
                DataStream = new MemoryStream(File.ReadAllBytes("/bin/busybox")),
            });
            foreach (var applet in "sh cat mkdir mkfifo rm mv ln wc head tail grep sed awk tr cut sort find sleep env id chmod test date kill touch ls printf echo setsid flock dd stat readlink".Split(' '))
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{applet}") { LinkName = "busybox" });
            }

            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "tmp/") { Mode = (UnixFileMode)0b1_111_111_111 });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "root/") { Mode = (UnixFileMode)0b111_101_101 });
        }

        return layer.ToArray();
    }

    private static byte[] Pack(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private byte[] MakeImage()
    {
        var layer = MakeLayer();
        var packed = Add(Pack(layer));
        var config = Add(JsonSerializer.SerializeToUtf8Bytes(new
        {
            architecture = "amd64",
            os = "linux",
            config = new { Env = new[] { "PATH=/bin" }, Cmd = new[] { "sh" } },
            rootfs = new { type = "layers", diff_ids = new[] { DigestOf(layer) } },
        }));
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = ManifestType,
            config = new { mediaType = "application/vnd.docker.container.image.v1+json", size = _blobs[config].Length, digest = config },
            layers = new[] { new { mediaType = "application/vnd.docker.image.rootfs.diff.tar.gzip", size = _blobs[packed].Length, digest = packed } },
        });
    }

    private string Add(byte[] blob)
    {
        _blobs[DigestOf(blob)] = blob;
        return DigestOf(blob);
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                Answer(context);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // A client went away, or the registry is closed.
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var path = request.Url!.AbsolutePath;
        var basic = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{_password}"))}";
        if (path == "/token")
        {
            var isKnown = request.Headers["Authorization"] == basic;
            Write(context, isKnown ? 200 : 401, "application/json", Encoding.UTF8.GetBytes(isKnown ? $"{{\"token\":\"{Token}\"}}" : "{\"details\":\"wrong password\"}"));
            return;
        }

        if (request.Headers["Authorization"] != $"Bearer {Token}")
        {
            response.AddHeader("WWW-Authenticate", $"Bearer realm=\"http://{Name}/token\",service=\"registry\",scope=\"repository:{Repository}:pull\"");
            Write(context, 401, "application/json", "{\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}"u8.ToArray());
            return;
        }

        _asked.Enqueue(path);
        Find(path, context);
    }

    private void Find(string path, HttpListenerContext context)
    {
        var name = path.Split('/')[^1];
        if (path == "/v2/")
        {
            Write(context, 200, "application/json", "{}"u8.ToArray());
        }
        else if (path.StartsWith($"/v2/{Repository}/manifests/", StringComparison.Ordinal) && (name == "1" || name == Digest))
        {
            context.Response.AddHeader("Docker-Content-Digest", Digest);
            Write(context, 200, ManifestType, _manifest);
        }
        else if (_blobs.TryGetValue(name, out var blob))
        {
            Write(context, 200, "application/octet-stream", blob);
        }
        else
        {
            Write(context, 404, "application/json", "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]}"u8.ToArray());
        }
    }

    private static void Write(HttpListenerContext context, int status, string type, byte[] content)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = type;
        response.ContentLength64 = content.Length;
        response.AddHeader("Docker-Distribution-Api-Version", "registry/2.0");
        if (context.Request.HttpMethod != "HEAD")
        {
            response.OutputStream.Write(content);
        }
    }
}
