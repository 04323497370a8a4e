using System.Net;

namespace Forge.Deploy.Revisions;

/// <summary>Fetches an archive from a URL. What it is worth, its digest tells.</summary>
internal sealed class RevisionDownload(TimeProvider timeProvider) : IDisposable
{
    private const long Most = 8L * 1024 * 1024 * 1024;
    private const int BufferBytes = 128 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ConnectionAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(9)];

    // Redirects are followed, but never from https to http.
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { PooledConnectionLifetime = ConnectionAge });

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Fetches into a file, which begins empty.</summary>
    /// <exception cref="DeploymentRefusedException">It cannot be had.</exception>
    public async Task FetchAsync(Uri url, FileStream file, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var failure = await TryFetchAsync(url, file, cancellationToken).ConfigureAwait(false);
            if (failure is null)
            {
                return;
            }

            if (!failure.Value.MayPass || attempt == Waits.Length)
            {
                // A query may hold a key.
                throw new DeploymentRefusedException(
                    $"The revision cannot be fetched from '{url.GetLeftPart(UriPartial.Path)}': {failure.Value.Reason}. Check the URL and whether this host may reach it.", DeploymentFailure.RevisionMissing);
            }

            await Task.Delay(Waits[attempt], timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    // Null when all of it is in the file.
    private async Task<(string Reason, bool MayPass)?> TryFetchAsync(Uri url, FileStream file, CancellationToken cancellationToken)
    {
        file.SetLength(0);
        using var silence = new CancellationTokenSource(Patience, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            using var response = await _client.SendAsync(request, either.Token).ConfigureAwait(false);
            if (response.StatusCode is not HttpStatusCode.OK)
            {
                return ($"the answer was {(int)response.StatusCode}", (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout);
            }

            var content = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                return await CopyAsync(content, file, silence, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ($"nothing came for {Patience.TotalSeconds:0} seconds", true);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            return (e.Message.TrimEnd('.'), true);
        }
    }

    private static async Task<(string Reason, bool MayPass)?> CopyAsync(Stream content, FileStream file, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (true)
        {
            int read;
            try
            {
                read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                return (e.Message.TrimEnd('.'), true);
            }

            if (read == 0)
            {
                return null;
            }

            silence.CancelAfter(Patience);
            if (file.Position + read > Most)
            {
                return ($"it has more than {Most >> 30} GiB", false);
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }
    }
}
