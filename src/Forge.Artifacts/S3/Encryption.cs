using Amazon.S3;
using Amazon.S3.Model;

namespace Forge.Artifacts.S3;

/// <summary>Asks the server to encrypt what it is given.</summary>
internal static class Encryption
{
    public static void Ask(PutObjectRequest request, S3ArtifactStoreOptions options) =>
        (request.ServerSideEncryptionMethod, request.ServerSideEncryptionKeyManagementServiceKeyId) = Of(options);

    public static void Ask(InitiateMultipartUploadRequest request, S3ArtifactStoreOptions options) =>
        (request.ServerSideEncryptionMethod, request.ServerSideEncryptionKeyManagementServiceKeyId) = Of(options);

    private static (ServerSideEncryptionMethod? Method, string? KeyId) Of(S3ArtifactStoreOptions options) => options.ServerSideEncryption switch
    {
        S3ServerSideEncryption.ServerKey => (ServerSideEncryptionMethod.AES256, null),
        S3ServerSideEncryption.KeyService => (ServerSideEncryptionMethod.AWSKMS, options.KeyServiceKeyId),
        _ => (null, null),
    };
}
