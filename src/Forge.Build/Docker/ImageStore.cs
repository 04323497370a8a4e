using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Forge.Build.Docker;

/// <summary>Sees to it that the engine has a build's image.</summary>
internal sealed class ImageStore(DockerConnection docker, DockerBuildExecutorOptions options, ISecretStore? secrets)
{
    /// <summary>Fetches an image, if the options say so, and tells which one it is.</summary>
    /// <returns>The engine's id of the image.</returns>
    /// <exception cref="BuildExecutorException">It cannot be had.</exception>
    public async Task<string> ResolveAsync(ImageReference image, CancellationToken cancellationToken)
    {
        if (options.PullPolicy is not ImagePullPolicy.Always && await FindAsync(image, cancellationToken).ConfigureAwait(false) is { } present)
        {
            return present;
        }

        if (options.PullPolicy is ImagePullPolicy.Never)
        {
            throw Missing(image.Value);
        }

        await PullAsync(image, cancellationToken).ConfigureAwait(false);
        return await FindAsync(image, cancellationToken).ConfigureAwait(false) ?? throw Missing(image.Value);
    }

    /// <summary>Says that there is no such image.</summary>
    public static BuildExecutorException Missing(string image, Exception? cause = null) => new(
        $"The image '{image}' is not on the engine's machine. Run 'docker pull {image}' there, let PullPolicy fetch it, or name another image.",
        DockerBuildExecutor.ExecutorName,
        isTransient: false,
        cause)
    { IsImageUnavailable = true };

    private async Task<string?> FindAsync(ImageReference image, CancellationToken cancellationToken)
    {
        try
        {
            return (await docker.CallAsync(
                $"look for the image '{image}'", (client, token) => client.Images.InspectImageAsync(image.Value, token), cancellationToken).ConfigureAwait(false)).ID;
        }
        catch (BuildExecutorException e) when (e.InnerException is DockerApiException { StatusCode: HttpStatusCode.NotFound })
        {
            return null;
        }
    }

    private async Task PullAsync(ImageReference image, CancellationToken cancellationToken)
    {
        var credential = await CredentialAsync(image, cancellationToken).ConfigureAwait(false);
        using var deadline = new CancellationTokenSource(options.PullTimeout, docker.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var failure = new PullFailure();
        try
        {
            await docker.Client.Images.CreateImageAsync(Request(image), credential, failure, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(image, $"it did not arrive within {options.PullTimeout}. Raise PullTimeout, or fetch it beforehand.", isTransient: true, e);
        }
        catch (DockerApiException e)
        {
            throw Failed(image, $"{DockerConnection.Text(e)} Look at the name, and whether RegistryCredentials has its registry.", e.StatusCode >= HttpStatusCode.InternalServerError, e);
        }
        catch (Exception e) when (DockerConnection.IsFailure(e))
        {
            throw docker.Translate($"fetch the image '{image}'", e);
        }

        if (failure.Reason is { } reason)
        {
            throw Failed(image, reason, isTransient: false, cause: null);
        }
    }

    // Without a tag the engine would fetch every tag there is; a digest takes the tag's place.
    private static ImagesCreateParameters Request(ImageReference image)
    {
        var name = image.Value;
        if (name.IndexOf('@', StringComparison.Ordinal) is var at and > 0)
        {
            return new ImagesCreateParameters { FromImage = WithoutTag(name[..at]), Tag = name[(at + 1)..] };
        }

        var repository = WithoutTag(name);
        return new ImagesCreateParameters { FromImage = repository, Tag = repository.Length == name.Length ? "latest" : name[(repository.Length + 1)..] };
    }

    private static string WithoutTag(string name)
    {
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[..colon] : name;
    }

    private async Task<AuthConfig?> CredentialAsync(ImageReference image, CancellationToken cancellationToken)
    {
        if (options.RegistryCredentials.Where(known => known.IsFor(image)).MaxBy(known => known.Registry.Length) is not { } credential)
        {
            return null;
        }

        try
        {
            var secret = secrets is null ? null : await secrets.GetSecretAsync(new SecretReference { Id = credential.SecretId }, cancellationToken).ConfigureAwait(false);
            return secret is not null
                ? new AuthConfig { Username = credential.UserName, Password = secret.Reveal(), ServerAddress = credential.Registry.Split('/')[0] }
                : throw new BuildExecutorException(
                    $"The secret '{credential.SecretId}' for the registry '{credential.Registry}' does not exist. Put it into the host's secret store, or mend RegistryCredentials.",
                    DockerBuildExecutor.ExecutorName);
        }
        catch (SecretStoreException e)
        {
            throw new BuildExecutorException(
                $"The secret '{credential.SecretId}' for the registry '{credential.Registry}' cannot be read: {e.Message}", DockerBuildExecutor.ExecutorName, e.IsTransient, e);
        }
    }

    private static BuildExecutorException Failed(ImageReference image, string why, bool isTransient, Exception? cause) =>
        new($"The image '{image}' cannot be fetched: {why}", DockerBuildExecutor.ExecutorName, isTransient, cause) { IsImageUnavailable = true };

    private sealed class PullFailure : IProgress<JSONMessage>
    {
        public string? Reason { get; private set; }

        public void Report(JSONMessage value) => Reason ??= value.Error?.Message;
    }
}
