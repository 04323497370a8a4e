using System.Text.Json;

namespace Forge.Artifacts.Provenance;

/// <summary>The in-toto statement about an artifact, with SLSA provenance as its predicate.</summary>
internal static class ProvenanceStatement
{
    private const string StatementType = "https://in-toto.io/Statement/v1";
    private const string PredicateType = "https://slsa.dev/provenance/v1";
    private const string BuildType = "urn:forge:buildspec:v1";
    private const string FileSeparator = "!/";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Writes a statement. The same facts are the same bytes.</summary>
    public static byte[] Write(ProvenanceRequest request, ArtifactContents contents)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("_type", StatementType);
            json.WriteStartArray("subject");
            WriteDependency(json, "name", request.Artifact.Value, ("sha256", contents.Whole.Value));
            foreach (var file in contents.Files)
            {
                WriteDependency(json, "name", request.Artifact.Value + FileSeparator + file.Path, ("sha256", file.Digest.Value));
            }

            json.WriteEndArray();
            json.WriteString("predicateType", PredicateType);
            json.WriteStartObject("predicate");
            WriteDefinition(json, request);
            WriteRun(json, request);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <summary>Reads a statement.</summary>
    /// <param name="bytes">The statement.</param>
    /// <param name="artifact">The artifact that it should be about.</param>
    /// <param name="problems">Takes what is wrong with it.</param>
    /// <returns>What it says; null when it says nothing about the artifact.</returns>
    public static ProvenanceClaims? Read(byte[] bytes, ArtifactKey artifact, ICollection<string> problems)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes, Strict);
            var root = json.RootElement;
            if (root.GetProperty("_type").GetString() != StatementType || root.GetProperty("predicateType").GetString() != PredicateType)
            {
                problems.Add($"The provenance is not an in-toto statement v1 with SLSA provenance v1, but '{root.GetProperty("predicateType").GetString()}'.");
                return null;
            }

            return ReadClaims(root, artifact, problems);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            problems.Add("The provenance cannot be read: it is not the JSON of a statement, or something in it is missing.");
            return null;
        }
    }

    private static ProvenanceClaims? ReadClaims(JsonElement root, ArtifactKey artifact, ICollection<string> problems)
    {
        var subjects = root.GetProperty("subject").EnumerateArray()
            .Select(subject => (Name: subject.GetProperty("name").GetString()!, Digest: ArtifactDigest.Parse(subject.GetProperty("digest").GetProperty("sha256").GetString()!)))
            .ToList();
        var prefix = artifact.Value + FileSeparator;
        if (subjects is not [var whole, .. var files] || whole.Name != artifact.Value || files.Any(file => !file.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            problems.Add($"The provenance is about '{subjects.FirstOrDefault().Name}' and not about '{artifact}'.");
            return null;
        }

        var run = root.GetProperty("predicate").GetProperty("runDetails");
        var dependencies = root.GetProperty("predicate").GetProperty("buildDefinition").GetProperty("resolvedDependencies");
        return new ProvenanceClaims(
            new ArtifactContents(whole.Digest, [.. files.Select(file => new FileDigest(file.Name[prefix.Length..], file.Digest))]),
            run.GetProperty("builder").GetProperty("id").GetString() ?? "",
            run.GetProperty("metadata").GetProperty("invocationId").GetString() ?? "",
            dependencies.EnumerateArray().Select(RevisionOf).FirstOrDefault(revision => revision is not null));
    }

    private static string? RevisionOf(JsonElement dependency) =>
        dependency.TryGetProperty("digest", out var digest) && digest.TryGetProperty("gitCommit", out var commit) ? commit.GetString() : null;

    private static void WriteDefinition(Utf8JsonWriter json, ProvenanceRequest request)
    {
        json.WriteStartObject("buildDefinition");
        json.WriteString("buildType", BuildType);
        json.WriteStartObject("externalParameters");
        foreach (var (name, value) in request.Parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("resolvedDependencies");
        if (request.SourceRevision is { } revision)
        {
            WriteDependency(json, "uri", request.SourceUri ?? "", ("gitCommit", revision));
        }

        if (request.BuildSpec is { } spec)
        {
            WriteDependency(json, "name", "buildspec", ("sha256", spec.Value));
        }

        if (request.Image is { } image)
        {
            var at = image.ToString().IndexOf("@sha256:", StringComparison.Ordinal);
            WriteDependency(json, "uri", image.ToString(), at < 0 ? null : ("sha256", image.ToString()[(at + "@sha256:".Length)..]));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, ProvenanceRequest request)
    {
        json.WriteStartObject("runDetails");
        json.WriteStartObject("builder");
        json.WriteString("id", request.Builder);
        json.WriteEndObject();
        json.WriteStartObject("metadata");
        json.WriteString("invocationId", request.InvocationId);
        WriteTime(json, "startedOn", request.StartedAt);
        WriteTime(json, "finishedOn", request.EndedAt);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known.UtcDateTime);
        }
    }

    private static void WriteDependency(Utf8JsonWriter json, string kind, string what, (string Algorithm, string Digest)? digest)
    {
        json.WriteStartObject();
        json.WriteString(kind, what);
        if (digest is { } known)
        {
            json.WriteStartObject("digest");
            json.WriteString(known.Algorithm, known.Digest);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
