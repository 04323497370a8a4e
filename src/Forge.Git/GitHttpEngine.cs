using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using System.Text;
using Forge.Git.Access;
using Forge.Git.Commands;
using Forge.Git.Http;
using Forge.Git.Pushes;
using Microsoft.Extensions.Logging;

namespace Forge.Git;

/// <summary>Answers Git clients over HTTP: the smart protocol for clone, fetch and push, with nothing of a web server in it.</summary>
/// <remarks>Safe for concurrent use. Forge.AspNetCore puts it behind <c>MapForgeGit()</c>.</remarks>
public sealed partial class GitHttpEngine : IDisposable
{
    private const string RetryAfterSeconds = "5";

    private readonly GitHostingOptions _options;
    private readonly GitRepositories _repositories;
    private readonly GitUsers _users;
    private readonly PushHooks _hooks;
    private readonly PushEngine _pushes;
    private readonly GitExecutable _git;
    private readonly GitRelay _relay;
    private readonly TransferLimiter _transfers;
    private readonly TransferLimiter _advertisements;
    private readonly ILogger<GitHttpEngine> _logger;

    internal GitHttpEngine(
        GitHostingOptions options, GitHosting hosting, PushHooks hooks, PushEngine pushes, TimeProvider timeProvider, ILogger<GitHttpEngine> logger)
    {
        _options = options;
        _repositories = hosting.Repositories;
        _users = hosting.Users;
        _git = hosting.Git;
        _hooks = hooks;
        _pushes = pushes;
        _relay = new GitRelay(options.IdleTimeout, timeProvider);
        _transfers = new TransferLimiter(options.MaxTransfers, options.MaxTransfersPerRepository, options.QueueTimeout, timeProvider);

        // Advertisements are cheap, and must not wait behind clones.
        _advertisements = new TransferLimiter(options.MaxTransfers, options.MaxTransfers, options.QueueTimeout, timeProvider);
        _logger = logger;
    }

    /// <summary>Decides what to answer. A transfer runs only when the body of the response is written.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone.</param>
    /// <returns>The response, to be disposed.</returns>
    public async Task<GitHttpResponse> HandleAsync(GitHttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        if (GitHttpRoute.Read(request.Path) is not { } route)
        {
            return GitHttpAnswers.NotFound();
        }

        var isMethodAllowed = route.IsAdvertisement ? request.Method is "GET" or "HEAD" : request.Method is "POST";
        if (!isMethodAllowed)
        {
            return GitHttpAnswers.MethodNotAllowed(route.IsAdvertisement ? "GET, HEAD" : "POST");
        }

        if (route.FindService(request.Query) is not { } service)
        {
            return GitHttpAnswers.Text(403, "Only the smart protocol is served: ask for info/refs?service=git-upload-pack or git-receive-pack, and nothing else.");
        }

        // Who asks comes before what is there: a stranger learns nothing about repositories.
        if (await AuthenticateAsync(request, cancellationToken).ConfigureAwait(false) is not { } user)
        {
            return GitHttpAnswers.Unauthorized();
        }

        var repository = await _repositories.FindAsync(route.Repository, cancellationToken).ConfigureAwait(false);
        return repository is null || !MaySee(user, repository)
            ? GitHttpAnswers.NotFound()
            : await ServeAsync(request, new Asked(route.IsAdvertisement, service, user, repository), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transfers.Dispose();
        _advertisements.Dispose();
    }

    private static bool May(GitUser user, GitAction action, GitRepository repository) =>
        PolicyEvaluator.Decide(user.Policy.Statements, action, repository.Name.ToString(), reference: null).IsAllowed;

    private static bool MaySee(GitUser user, GitRepository repository) =>
        May(user, GitAction.Pull, repository) || May(user, GitAction.Push, repository);

    private static Stream? Decode(GitHttpRequest request) => request.ContentEncoding?.Trim().ToLowerInvariant() switch
    {
        null or "" or "identity" => request.Body,
        "gzip" or "x-gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        _ => null,
    };

    private async Task<GitUser?> AuthenticateAsync(GitHttpRequest request, CancellationToken cancellationToken)
    {
        if (BasicCredentials.Read(request.Authorization) is not { } credentials)
        {
            return null;
        }

        var user = await _users.AuthenticateAsync(credentials.UserName, credentials.Password.Reveal(), cancellationToken).ConfigureAwait(false);
        if (user is null)
        {
            Log.CredentialRefused(_logger, request.RemoteAddress);
        }

        return user;
    }

    private async Task<GitHttpResponse> ServeAsync(GitHttpRequest request, Asked asked, CancellationToken cancellationToken)
    {
        var (isAdvertisement, service, user, repository) = asked;
        var isPush = service is GitService.ReceivePack;
        if (!May(user, isPush ? GitAction.Push : GitAction.Pull, repository))
        {
            Log.AccessRefused(_logger, user.Name, repository.Name.ToString(), service.Verb());
            return GitHttpAnswers.Text(403, $"'{user.Name}' may not {(isPush ? "push to" : "read")} '{repository.Name}'.");
        }

        if (!isAdvertisement && request.ContentType != $"application/x-{service.WireName()}-request")
        {
            return GitHttpAnswers.Text(415, $"The content type must be application/x-{service.WireName()}-request.");
        }

        if (Decode(request) is not { } body)
        {
            return GitHttpAnswers.Text(400, $"The content encoding '{request.ContentEncoding}' is not served: use gzip, or none.");
        }

        if (isPush && !_hooks.Verify())
        {
            return GitHttpAnswers.Text(500, "Pushes are refused: the host cannot check them. The administrator finds the cause in the host's log.");
        }

        var limiter = isAdvertisement ? _advertisements : _transfers;
        if (await limiter.EnterAsync(repository.Id, cancellationToken).ConfigureAwait(false) is not { } place)
        {
            Log.Busy(_logger, repository.Name.ToString());
            return GitHttpAnswers.Text(503, "Too many transfers at once. Try again in a few seconds.", ("Retry-After", RetryAfterSeconds));
        }

        return Transfer(request, asked, body, place);
    }

    private GitHttpResponse Transfer(GitHttpRequest request, Asked asked, Stream body, IDisposable place)
    {
        var (isAdvertisement, service, user, repository) = asked;
        var protocol = ProtocolHeader.Filter(request.GitProtocol);
        var type = $"application/x-{service.WireName()}-{(isAdvertisement ? "advertisement" : "result")}";
        return new GitHttpResponse(200, GitHttpAnswers.TransferHeaders(type), WriteAsync, place);

        async Task WriteAsync(Stream output, CancellationToken cancellationToken)
        {
            var directory = _repositories.DirectoryOf(repository);
            var environment = GitEnvironment.ForServing(
                _options.GitPath, _hooks.Directory, _options.MaxPushBytes, Math.Max(1, BitOperations.Log2((uint)Environment.ProcessorCount)), protocol);
            var result = (isAdvertisement, service) switch
            {
                (true, _) => await AdvertiseAsync(service, directory, environment, protocol, output, cancellationToken).ConfigureAwait(false),
                (_, GitService.ReceivePack) => await _pushes.RunAsync(
                    user, repository, directory, environment, work => _relay.RunAsync(work with { Input = body, Output = output }, cancellationToken)).ConfigureAwait(false),
                _ => await _relay.RunAsync(
                    new RelayWork { Process = _git.Start(GitCommand.Serve(GitService.UploadPack, directory), environment), Input = body, Output = output }, cancellationToken).ConfigureAwait(false),
            };
            Judge(result, repository, service);
        }
    }

    private Task<RelayResult> AdvertiseAsync(
        GitService service, string directory, Dictionary<string, string> environment, string? protocol, Stream output, CancellationToken cancellationToken)
    {
        // Version 2 exists for fetching only, and goes without the banner.
        var hasBanner = service is GitService.ReceivePack || !ProtocolHeader.AsksForVersion2(protocol);
        return _relay.RunAsync(
            new RelayWork
            {
                Process = _git.Start(GitCommand.AdvertiseRefs(service, directory), environment),
                Input = null,
                Output = output,
                Prefix = hasBanner ? Encoding.ASCII.GetBytes(PktLine.Write($"# service={service.WireName()}\n") + PktLine.Flush) : ReadOnlyMemory<byte>.Empty,
            },
            cancellationToken);
    }

    private void Judge(RelayResult result, GitRepository repository, GitService service)
    {
        if (result.ExitCode == 0)
        {
            return;
        }

        Log.GitFailed(_logger, service.Verb(), repository.Name.ToString(), result.ExitCode.ToString(CultureInfo.InvariantCulture), result.Error);
        if (!result.HasOutput)
        {
            throw result.InputFault is InvalidDataException fault
                ? new InvalidDataException("The body is damaged: it cannot be decompressed.", fault)
                : new SourceException($"'{repository.Name}' cannot be served: git {service.Verb()} failed.", repository.Name.ToString());
        }
    }

    private sealed record Asked(bool IsAdvertisement, GitService Service, GitUser User, GitRepository Repository);

    private static partial class Log
    {
        [LoggerMessage(1200, LogLevel.Warning, "A Git client at '{Address}' sent a wrong user name or password.")]
        public static partial void CredentialRefused(ILogger logger, string address);

        [LoggerMessage(1201, LogLevel.Information, "'{User}' was refused {Service} of '{Repository}'.")]
        public static partial void AccessRefused(ILogger logger, string user, string repository, string service);

        [LoggerMessage(1202, LogLevel.Warning, "A client of '{Repository}' was told to come back: too many transfers run.")]
        public static partial void Busy(ILogger logger, string repository);

        [LoggerMessage(1203, LogLevel.Information, "git {Service} of '{Repository}' ended with {ExitCode}: {Error}")]
        public static partial void GitFailed(ILogger logger, string service, string repository, string exitCode, string error);
    }
}
