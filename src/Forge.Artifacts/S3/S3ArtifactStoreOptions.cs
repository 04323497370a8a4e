using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.RegularExpressions;

namespace Forge.Artifacts.S3;

/// <summary>Where a store keeps artifacts on an S3-compatible server, and how it speaks to it. Read once, when the store is created.</summary>
public sealed partial class S3ArtifactStoreOptions : IValidatableObject
{
    private const int LongestPrefix = 512;
    private const int Mebibyte = 1024 * 1024;

    /// <summary>Gets or sets the name by which projects and groups choose the store.</summary>
    /// <value>The default is <c>s3</c>; 1 to 64 characters.</value>
    [Required]
    [StringLength(64, MinimumLength = 1)]
    public string Name { get; set; } = "s3";

    /// <summary>Gets or sets the bucket. It must exist.</summary>
    /// <value>Must be set. 3 to 63 lower-case letters, digits, dots and hyphens, the first and the last of them a letter or a digit.</value>
    [Required]
    public string Bucket { get; set; } = "";

    /// <summary>Gets or sets what the names of all objects begin with, divided from the key by <c>/</c>. What is below it belongs to the store alone.</summary>
    /// <value>The default is empty. The rules of keys hold; at most 512 bytes. Prefix and key together have at most 1,024 bytes.</value>
    public string Prefix { get; set; } = "";

    /// <summary>Gets or sets the address of the server.</summary>
    /// <value>The default is null: AWS, in <see cref="Region"/>. Otherwise absolute, with <c>https</c>; <c>http</c> on this machine, or where <see cref="AllowPlainHttp"/> says so.</value>
    public Uri? Endpoint { get; set; }

    /// <summary>Gets or sets whether an endpoint on another machine may be reached without TLS.</summary>
    /// <value>The default is false.</value>
    public bool AllowPlainHttp { get; set; }

    /// <summary>Gets or sets the file with the certificates (PEM) of the authorities that the server's certificate may be from, in the place of those that the machine trusts.</summary>
    /// <value>The default is null: those that the machine trusts. Read when the server is first used.</value>
    public string? CertificateAuthorityFile { get; set; }

    /// <summary>Gets or sets the region that requests are signed for.</summary>
    /// <value>The default is <c>us-east-1</c>.</value>
    [Required]
    public string Region { get; set; } = "us-east-1";

    /// <summary>Gets or sets whether the bucket stands in the path of addresses instead of the host name.</summary>
    /// <value>The default is null: in the path when <see cref="Endpoint"/> is set.</value>
    public bool? UsePathStyle { get; set; }

    /// <summary>Gets or sets the id of a secret in the host's <see cref="ISecretStore"/> with the credentials, as JSON: <c>accessKeyId</c>, <c>secretAccessKey</c> and, if there is one, <c>sessionToken</c>.</summary>
    /// <value>The default is null: the credentials come from the environment, a profile or the machine's role, as with other programs of AWS. The secret is read again every five minutes.</value>
    public string? CredentialsSecret { get; set; }

    /// <summary>Gets or sets whether requests carry checksums of their own.</summary>
    /// <value>The default is <see cref="S3Checksums.Probe"/>.</value>
    [EnumDataType(typeof(S3Checksums))]
    public S3Checksums Checksums { get; set; }

    /// <summary>Gets or sets what the server encrypts artifacts with.</summary>
    /// <value>The default is <see cref="S3ServerSideEncryption.BucketDefault"/>.</value>
    [EnumDataType(typeof(S3ServerSideEncryption))]
    public S3ServerSideEncryption ServerSideEncryption { get; set; }

    /// <summary>Gets or sets the id of the key for <see cref="S3ServerSideEncryption.KeyService"/>.</summary>
    /// <value>The default is null: the service's default key.</value>
    public string? KeyServiceKeyId { get; set; }

    /// <summary>Gets or sets the size of the parts in which an artifact is sent, in bytes; a smaller artifact is sent at once. Artifacts of more than 10,000 parts have larger ones, and content without a length has larger ones from the 2,000th on.</summary>
    /// <value>The default is 5 MiB, which is the least that servers take; up to 64 MiB.</value>
    [Range(5 * Mebibyte, 64 * Mebibyte)]
    public int PartSize { get; set; } = 5 * Mebibyte;

    /// <summary>Gets or sets how many parts of one artifact are sent at the same time. Each has a buffer of <see cref="PartSize"/> in memory.</summary>
    /// <value>The default is 6; from 1 to 32.</value>
    [Range(1, 32)]
    public int ParallelParts { get; set; } = 6;

    /// <summary>Gets or sets how often a request is made before it counts as failed.</summary>
    /// <value>The default is 5; from 1 to 20.</value>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Gets or sets the longest pause before a request is made a second time. The limit doubles from try to try, up to 20 seconds; the pause is drawn anew below it.</summary>
    /// <value>The default is 200 milliseconds; from 1 millisecond to 20 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:20")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Gets or sets how long a request may wait without that a byte goes or comes.</summary>
    /// <value>The default is 30 seconds; from 1 second to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the age at which an upload that nobody has finished is removed.</summary>
    /// <value>The default is 1 day; from 1 hour to 30 days.</value>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan AbandonedAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Gets or sets after how many days the server itself removes uploads that nobody has finished, also when no host runs any more. The store adds a rule of its own to those of the bucket.</summary>
    /// <value>The default is null: the rules of the bucket stay as they are. From 1 to 365.</value>
    [Range(1, 365)]
    public int? ExpireUploadsAfterDays { get; set; }

    /// <summary>Gets or sets how connections are made; null for the usual way.</summary>
    internal Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? Connect { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Bucket.Length > 0 && !BucketName().IsMatch(Bucket))
        {
            yield return new($"'{Bucket}' is not the name of a bucket: use 3 to 63 lower-case letters, digits, dots and hyphens, beginning and ending with a letter or a digit.", [nameof(Bucket)]);
        }

        var prefix = Prefix.Trim('/');
        if (prefix.Length > 0 && (!ArtifactKey.TryParse(prefix, out _) || Encoding.UTF8.GetByteCount(prefix) > LongestPrefix))
        {
            yield return new($"'{Prefix}' is not a prefix: use at most {LongestPrefix} bytes in segments divided by '/', none of them empty, '.' or '..'.", [nameof(Prefix)]);
        }

        if (Endpoint is not null && (!Endpoint.IsAbsoluteUri || Endpoint.Scheme is not ("http" or "https") || Endpoint.AbsolutePath != "/" || Endpoint.Query.Length > 0))
        {
            yield return new($"'{Endpoint}' is not the address of a server: write it as in https://s3.example.com, without a path.", [nameof(Endpoint)]);
        }
        else if (Endpoint is { Scheme: "http", IsLoopback: false } && !AllowPlainHttp)
        {
            yield return new($"'{Endpoint}' is reached without TLS: write https, or set {nameof(AllowPlainHttp)}.", [nameof(Endpoint)]);
        }
        else if (Endpoint is null or { Scheme: "https" } && Bucket.Contains('.', StringComparison.Ordinal) && !(UsePathStyle ?? Endpoint is not null))
        {
            yield return new($"No certificate covers the host name that the dots in '{Bucket}' give: set {nameof(UsePathStyle)}.", [nameof(UsePathStyle)]);
        }

        if (CertificateAuthorityFile is not null && Endpoint is not { Scheme: "https" })
        {
            yield return new($"A certificate authority is given, but {nameof(Endpoint)} is not the address of a server of one's own with https: correct it, or leave the file out.", [nameof(CertificateAuthorityFile)]);
        }

        if (KeyServiceKeyId is not null && ServerSideEncryption != S3ServerSideEncryption.KeyService)
        {
            yield return new($"A key for {nameof(S3ServerSideEncryption.KeyService)} is given, but {nameof(ServerSideEncryption)} says {ServerSideEncryption}: set it, or leave the key out.", [nameof(KeyServiceKeyId)]);
        }
    }

    [GeneratedRegex(@"^[a-z0-9](?!.*\.\.)[a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex BucketName();
}
