using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Amazon.S3;

namespace Forge.Artifacts.S3;

/// <summary>What a failed request means.</summary>
internal static class RequestFailure
{
    private static readonly HashSet<string> TransientCodes = new(StringComparer.Ordinal)
    {
        // Also with 200: the server begins to answer before it knows.
        "InternalError", "ServiceUnavailable", "SlowDown", "RequestTimeout", "BadDigest", "IncompleteBody", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch",
        "ConditionalRequestConflict", "OperationAborted", "RequestTimeTooSkewed", "Throttling", "ThrottlingException", "PriorRequestNotComplete",
    };

    private static readonly HashSet<string> FullCodes = new(StringComparer.Ordinal) { "QuotaExceeded", "StorageFull", "XMinioStorageFull", "EntityTooLarge" };

    /// <summary>Tells whether the same request may succeed a moment later.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        _ when CertificateProblem(exception) is not null => false,
        AmazonS3Exception e when (e.ErrorCode is { } code && TransientCodes.Contains(code)) || e.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => true,
        AmazonS3Exception { StatusCode: HttpStatusCode.NotImplemented } => false,
        AmazonS3Exception { StatusCode: >= HttpStatusCode.InternalServerError or 0 } => true,
        // An answer that was cut or changed on its way cannot be read.
        AmazonUnmarshallingException or System.Xml.XmlException => true,
        AmazonS3Exception => IsOnTheWay(exception.InnerException),
        AmazonServiceException => true,
        AmazonClientException => IsOnTheWay(exception.InnerException),
        // The answer promised what does not follow.
        FormatException => true,
        _ => IsOnTheWay(exception),
    };

    /// <summary>Tells whether the failure is one of the server or of the way to it, and not a mistake of this program.</summary>
    public static bool IsOfServer(Exception exception) =>
        exception is AmazonServiceException or AmazonClientException or AmazonUnmarshallingException or System.Xml.XmlException || IsOnTheWay(exception);

    /// <summary>Tells whether the server says that there is no such object, upload or bucket.</summary>
    public static bool IsMissing(Exception exception) => exception is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound };

    /// <summary>Tells whether a condition of the request did not hold.</summary>
    public static bool IsUnmet(Exception exception) => exception is AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed };

    /// <summary>Tells whether the client's own check over an answer's bytes has failed.</summary>
    public static bool IsFailedCheck(Exception exception) => exception is AmazonClientException { InnerException: null };

    /// <summary>Tells whether the server has no room.</summary>
    public static bool IsFull(Exception exception) =>
        exception is AmazonS3Exception e && (e.StatusCode == HttpStatusCode.InsufficientStorage || (e.ErrorCode is { } code && FullCodes.Contains(code)));

    /// <summary>Says what went wrong, for a message.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        _ when CertificateProblem(exception) is { } problem =>
            $"its certificate is not trusted: {problem.TrimEnd('.')}; if it is right, name the certificate of its authority in {nameof(S3ArtifactStoreOptions.CertificateAuthorityFile)}",
        AmazonS3Exception { StatusCode: not 0 } e => $"{(int)e.StatusCode} {e.ErrorCode}{(string.IsNullOrEmpty(e.RequestId) ? "" : $", request {e.RequestId}")}",
        OperationCanceledException => "no byte went or came for too long",
        _ => exception.Message.TrimEnd('.'),
    };

    private static string? CertificateProblem(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is AuthenticationException)
            {
                return exception.Message;
            }
        }

        return null;
    }

    private static bool IsOnTheWay(Exception? exception) =>
        exception is IOException or HttpRequestException or SocketException or TimeoutException or OperationCanceledException;
}
