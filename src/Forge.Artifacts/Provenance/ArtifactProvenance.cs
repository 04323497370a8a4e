namespace Forge.Artifacts.Provenance;

/// <summary>Writes down how artifacts came to be, and checks that they still are what was written down.</summary>
/// <remarks>
/// The provenance of <c>KEY</c> is the artifact <c>KEY.provenance.json</c>: an in-toto statement v1 with SLSA provenance v1, in a
/// DSSE envelope when it is signed. Its subjects are the whole artifact and, where that is a zip, a tar or a tree, every file in
/// it, named <c>KEY!/path</c>. Safe for concurrent use.
/// </remarks>
/// <param name="store">The store with the artifacts.</param>
public sealed class ArtifactProvenance(IArtifactStore store)
{
    private const int MaxSize = 128 * 1024 * 1024;

    /// <summary>Stores the provenance of an artifact beside it.</summary>
    /// <param name="request">How it came to be.</param>
    /// <param name="key">The key that signs it; null for none.</param>
    /// <param name="cancellationToken">Cancels everything; nothing remains then.</param>
    /// <returns>What the store knows of the provenance. Attaching the same again succeeds and changes nothing.</returns>
    /// <exception cref="ArtifactStoreException">There is no such artifact, it has another provenance already (<see cref="ArtifactStoreFailure.Conflict"/>), or the store cannot be reached.</exception>
    public async Task<ArtifactInfo> AttachAsync(ProvenanceRequest request, ProvenanceKeyPair? key = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var statement = ProvenanceStatement.Write(request, await ArtifactContents.ReadAsync(store, request.Artifact, cancellationToken).ConfigureAwait(false));
        var place = ProvenanceKey.Of(request.Artifact);
        if (await SameAsync(place, statement, key, cancellationToken).ConfigureAwait(false) is { } same)
        {
            return same;
        }

        var bytes = key is null ? statement : new DsseEnvelope(statement, key.Id, key.Sign(DsseEnvelope.ToBeSigned(statement))).ToBytes();
        using var content = new MemoryStream(bytes);
        return await store.PutAsync(place, content, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks an artifact against its provenance: the whole, every file in it, and the signature.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="trusted">The keys one of which must have signed the provenance; none to leave the signature unchecked.</param>
    /// <param name="cancellationToken">Cancels everything.</param>
    /// <returns>What is wrong, if anything. An artifact that is missing or damaged, or has no provenance, is among that.</returns>
    /// <exception cref="ArtifactStoreException">The store cannot be reached.</exception>
    public async Task<ProvenanceVerification> VerifyAsync(ArtifactKey artifact, IReadOnlyCollection<ProvenanceKeyPair> trusted, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trusted);
        var problems = new List<string>();
        var provenance = await TryAsync(() => ReadProvenanceAsync(ProvenanceKey.Of(artifact), cancellationToken), $"'{artifact}' has no provenance.", problems).ConfigureAwait(false);
        var envelope = provenance is null ? null : DsseEnvelope.TryParse(provenance);
        var signedBy = provenance is null ? null : CheckSignature(envelope, trusted, problems);
        var claims = provenance is null ? null : ProvenanceStatement.Read(envelope?.Payload ?? provenance, artifact, problems);
        var found = await TryAsync(() => ArtifactContents.ReadAsync(store, artifact, cancellationToken), $"There is no artifact '{artifact}'.", problems).ConfigureAwait(false);
        if (claims is not null && found is not null)
        {
            problems.AddRange(Compare(claims.Contents, found, artifact));
        }

        return new ProvenanceVerification
        {
            Problems = problems,
            IsSigned = envelope is not null,
            SignedBy = signedBy,
            Builder = claims?.Builder,
            InvocationId = claims?.InvocationId,
            SourceRevision = claims?.SourceRevision,
            Files = found?.Files.Count ?? 0,
        };
    }

    private static string? CheckSignature(DsseEnvelope? envelope, IReadOnlyCollection<ProvenanceKeyPair> trusted, List<string> problems)
    {
        if (trusted.Count == 0)
        {
            return null;
        }

        if (envelope is null)
        {
            problems.Add("The provenance is not signed, or its envelope was changed.");
            return null;
        }

        if (trusted.FirstOrDefault(key => key.Id == envelope.KeyId) is not { } signer)
        {
            problems.Add($"The provenance is signed by the key '{envelope.KeyId}', which is none of those that were given: {string.Join(", ", trusted.Select(key => key.Id))}.");
            return null;
        }

        if (!signer.Verify(DsseEnvelope.ToBeSigned(envelope.Payload), envelope.Signature))
        {
            problems.Add($"The signature of the key '{signer.Id}' is wrong: the provenance was changed after it was signed.");
            return null;
        }

        return signer.Id;
    }

    private static IEnumerable<string> Compare(ArtifactContents said, ArtifactContents found, ArtifactKey artifact)
    {
        if (said.Whole != found.Whole)
        {
            yield return $"'{artifact}' has the SHA-256 {found.Whole}, and its provenance says {said.Whole}.";
        }

        var files = found.Files.ToLookup(file => file.Path, StringComparer.Ordinal);
        foreach (var file in said.Files.Where(file => !files[file.Path].Contains(file)))
        {
            yield return files.Contains(file.Path)
                ? $"The file '{file.Path}' has the SHA-256 {files[file.Path].First().Digest}, and the provenance says {file.Digest}."
                : $"The file '{file.Path}' is missing.";
        }

        var known = said.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var file in found.Files.Where(file => !known.Contains(file.Path)))
        {
            yield return $"The file '{file.Path}' is not in the provenance.";
        }
    }

    private async Task<ArtifactInfo?> SameAsync(ArtifactKey place, byte[] statement, ProvenanceKeyPair? key, CancellationToken cancellationToken)
    {
        if (await store.StatAsync(place, cancellationToken).ConfigureAwait(false) is not { } info)
        {
            return null;
        }

        var there = await ReadProvenanceAsync(place, cancellationToken).ConfigureAwait(false);
        var envelope = DsseEnvelope.TryParse(there);
        var isSame = (envelope?.Payload ?? there).AsSpan().SequenceEqual(statement)
            && (key is null ? envelope is null : envelope is not null && key.Verify(DsseEnvelope.ToBeSigned(statement), envelope.Signature));
        return isSame ? info : null;
    }

    private async Task<byte[]> ReadProvenanceAsync(ArtifactKey place, CancellationToken cancellationToken)
    {
        if (await store.StatAsync(place, cancellationToken).ConfigureAwait(false) is { Size: > MaxSize })
        {
            throw new ArtifactStoreException($"The provenance '{place}' has more than {MaxSize} bytes.", ArtifactStoreFailure.Corrupt, place);
        }

        var content = await store.OpenReadAsync(place, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes.ToArray();
        }
    }

    private static async Task<T?> TryAsync<T>(Func<Task<T>> read, string missing, List<string> problems)
        where T : class
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.NotFound)
        {
            problems.Add(missing);
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.Corrupt)
        {
            problems.Add(e.Message);
        }

        return null;
    }
}
