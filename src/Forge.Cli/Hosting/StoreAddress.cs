using Forge.Cli.Output;

namespace Forge.Cli.Hosting;

/// <summary>The one place where what a user writes becomes an artifact store.</summary>
internal static class StoreAddress
{
    /// <summary>What an address may be, for the help.</summary>
    public const string Forms = "a directory, or s3://BUCKET/PREFIX?region=R&endpoint=URL&ca=FILE&style=path|host";

    private const string FileScheme = "file://";
    private const string S3Scheme = "s3://";

    // The names that other programs for such servers take it from.
    private static readonly string[] RegionVariables = ["AWS_REGION", "AWS_DEFAULT_REGION"];
    private static readonly string[] EndpointVariables = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"];

    /// <summary>Adds the store with an address: a directory, <c>file://</c> and a directory, or <c>s3://</c> and a bucket, whose credentials come from the environment, a profile or the machine's role.</summary>
    /// <exception cref="UserException">There is no such kind of store, or the address cannot be read.</exception>
    public static IForgeBuilder AddStore(this IForgeBuilder forge, string address)
    {
        if (address.StartsWith(S3Scheme, StringComparison.Ordinal))
        {
            return AddBucket(forge, address);
        }

        var directory = address.StartsWith(FileScheme, StringComparison.Ordinal) ? address[FileScheme.Length..]
            : address.Contains("://", StringComparison.Ordinal) ? throw new UserException($"The store '{address}' is of a kind that this version does not know: give {Forms}.")
            : Path.GetFullPath(address);
        return forge.AddFileSystemArtifactStore(options => options.Directory = directory);
    }

    private static IForgeBuilder AddBucket(IForgeBuilder forge, string address)
    {
        var (place, settings) = Split(address[S3Scheme.Length..], '?');
        var (bucket, prefix) = Split(place, '/');
        string? region = null, endpoint = null, authority = null, style = null;
        foreach (var setting in settings.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Split(setting, '=');
            value = Uri.UnescapeDataString(value);
            _ = name switch
            {
                "region" => region = value,
                "endpoint" => endpoint = value,
                "ca" => authority = value,
                "style" when value is "path" or "host" => style = value,
                "style" => throw new UserException($"The store '{address}' has the style '{value}', and there are 'path' and 'host'."),
                _ => throw new UserException($"The store '{address}' has the setting '{name}', and there are 'region', 'endpoint', 'ca' and 'style'."),
            };
        }

        endpoint ??= FirstSet(EndpointVariables);
        var server = endpoint is null ? null
            : Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) ? uri
            : throw new UserException($"The store '{address}' has the endpoint '{endpoint}': give an address that begins with https:// or, on this machine, http://.");
        return forge.AddS3ArtifactStore(options =>
        {
            (options.Bucket, options.Prefix, options.Endpoint) = (bucket, prefix, server);
            options.CertificateAuthorityFile = authority;
            options.UsePathStyle = style is null ? null : style == "path";
            options.Region = region ?? FirstSet(RegionVariables) ?? options.Region;
        });
    }

    private static (string Before, string After) Split(string text, char at) =>
        text.IndexOf(at, StringComparison.Ordinal) is >= 0 and var index ? (text[..index], text[(index + 1)..]) : (text, "");

    private static string? FirstSet(string[] variables) => variables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
}
