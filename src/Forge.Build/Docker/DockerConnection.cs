using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Docker.DotNet;

namespace Forge.Build.Docker;

/// <summary>Calls the engine: every call ends in time, and every error says what to do.</summary>
internal sealed class DockerConnection : IDisposable
{
    private readonly Uri _endpoint;
    private readonly TimeSpan _callTimeout;
    private readonly TimeProvider _timeProvider;
    private readonly Lazy<EngineCertificates?> _certificates;
    private readonly Lazy<DockerClient> _client;

    /// <summary>Initializes a new instance of the <see cref="DockerConnection"/> class. Nothing is called yet.</summary>
    public DockerConnection(DockerBuildExecutorOptions options, TimeProvider timeProvider)
    {
        _endpoint = options.Endpoint;
        _callTimeout = options.CallTimeout;
        _timeProvider = timeProvider;
        var directory = options.CertificateDirectory;
        _certificates = new Lazy<EngineCertificates?>(() => directory is null ? null : EngineCertificates.Read(directory));
        _client = new Lazy<DockerClient>(Connect);
    }

    /// <summary>Gets the clock that ends calls.</summary>
    public TimeProvider TimeProvider => _timeProvider;

    /// <summary>Gets the client, for calls that wait for a build.</summary>
    public IDockerClient Client => _client.Value;

    /// <summary>Gets a value indicating whether the engine runs on this machine and so can share directories with the host.</summary>
    public bool IsLocal => _endpoint.Scheme is "unix" or "npipe";

    /// <summary>Calls the engine.</summary>
    /// <param name="what">What is attempted, for the error: <c>create the container of build '7'</c>.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="BuildExecutorException">The engine refused, did not answer, or did not answer in time.</exception>
    public async Task<T> CallAsync<T>(string what, Func<IDockerClient, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_callTimeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await call(_client.Value, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(what, $"no answer within {_callTimeout.TotalSeconds:0} seconds. Look at the engine's own log.", isTransient: true, e);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Translate(what, e);
        }
    }

    /// <summary>Calls the engine where the answer says nothing.</summary>
    public Task CallAsync(string what, Func<IDockerClient, CancellationToken, Task> call, CancellationToken cancellationToken) =>
        CallAsync(
            what,
            async (client, token) =>
            {
                await call(client, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <summary>Says whether an exception means that the engine refused or is gone.</summary>
    public static bool IsFailure(Exception exception) =>
        exception is DockerApiException or HttpRequestException or AuthenticationException or IOException or SocketException or TimeoutException or ObjectDisposedException;

    /// <summary>Says whether an exception means that the engine is gone, perhaps for a moment only.</summary>
    public static bool IsLoss(Exception exception) => exception switch
    {
        DockerApiException api => api.StatusCode >= HttpStatusCode.InternalServerError,
        BuildExecutorException failed => failed.IsTransient,
        _ => IsFailure(exception) || exception is JsonException,
    };

    /// <summary>Says what an exception of the library means.</summary>
    public BuildExecutorException Translate(string what, Exception exception) => exception switch
    {
        DockerApiException { StatusCode: HttpStatusCode.Conflict } => Failed(what, $"{Text(exception)} Give every build an id of its own.", isTransient: false, exception),
        DockerApiException { StatusCode: >= HttpStatusCode.InternalServerError } => Failed(what, Text(exception), isTransient: true, exception),
        DockerApiException => Failed(what, Text(exception), isTransient: false, exception),
        AuthenticationException => Failed(what, $"its certificate is not one of ca.pem in CertificateDirectory, or it refuses the host's: {exception.Message}", isTransient: false, exception),
        _ => Failed(what, $"{exception.Message} Is Docker running, and may this host reach it?", isTransient: true, exception),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
            _certificates.Value?.Dispose();
        }
    }

    private DockerClient Connect()
    {
        // Calls have their own end; this one would also end the call that waits for the build.
        var client = new DockerClientBuilder().WithEndpoint(_endpoint).WithTimeout(Timeout.InfiniteTimeSpan);
        return (_certificates.Value is { } certificates ? client.WithAuthProvider(certificates) : client).Build();
    }

    private BuildExecutorException Failed(string what, string why, bool isTransient, Exception cause) =>
        new($"Docker at '{_endpoint}' cannot {what}: {why}", DockerBuildExecutor.ExecutorName, isTransient, cause);

    /// <summary>Says what the engine answered.</summary>
    public static string Text(Exception exception) =>
        exception is DockerApiException { ResponseBody: { Length: > 0 } body } ? body.Trim() : exception.Message;
}
