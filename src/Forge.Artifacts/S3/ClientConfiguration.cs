using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Forge.Artifacts.S3;

/// <summary>Makes clients. Retries, time limits and checks are the store's own, so the client's are off.</summary>
internal static class ClientConfiguration
{
    // The default of 8 KiB costs a system call for each.
    private const int CopyBuffer = 256 * 1024;

    /// <summary>Makes a client.</summary>
    public static AmazonS3Client CreateClient(S3ArtifactStoreOptions options, AWSCredentials? credentials, ServerHttp? http, bool sendsChecksums)
    {
        var configuration = new AmazonS3Config
        {
            ForcePathStyle = options.UsePathStyle ?? options.Endpoint is not null,
            MaxErrorRetry = 0,
            ThrottleRetries = false,
            Timeout = Timeout.InfiniteTimeSpan,
            BufferSize = CopyBuffer,
            RequestChecksumCalculation = sendsChecksums ? RequestChecksumCalculation.WHEN_SUPPORTED : RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = http,
        };
        if (options.Endpoint is { } endpoint)
        {
            configuration.ServiceURL = endpoint.GetLeftPart(UriPartial.Authority);
            configuration.AuthenticationRegion = options.Region;
        }
        else
        {
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        return credentials is null ? new AmazonS3Client(configuration) : new AmazonS3Client(credentials, configuration);
    }
}
