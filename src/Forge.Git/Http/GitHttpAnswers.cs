using System.Text;

namespace Forge.Git.Http;

/// <summary>The answers that need no git.</summary>
internal static class GitHttpAnswers
{
    private static readonly (string Name, string Value)[] NoCache =
    [
        ("Expires", "Fri, 01 Jan 1980 00:00:00 GMT"),
        ("Pragma", "no-cache"),
        ("Cache-Control", "no-cache, max-age=0, must-revalidate"),
    ];

    /// <summary>An answer in words, which the git client shows to its user.</summary>
    public static GitHttpResponse Text(int statusCode, string text, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var bytes = Encoding.UTF8.GetBytes(text + "\n");
        return new GitHttpResponse(
            statusCode,
            Headers([("Content-Type", "text/plain; charset=utf-8"), .. NoCache, .. headers]),
            async (output, cancellationToken) => await output.WriteAsync(bytes, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The same for what does not exist and for what the user may not know of.</summary>
    public static GitHttpResponse NotFound() => Text(404, "There is no such repository.");

    public static GitHttpResponse MethodNotAllowed(string allowed) => Text(405, $"Only {allowed} is served here.", ("Allow", allowed));

    public static GitHttpResponse Unauthorized() =>
        Text(401, "Give the user name and the password that Forge issued.", ("WWW-Authenticate", "Basic realm=\"Forge\", charset=\"UTF-8\""));

    public static Dictionary<string, string> TransferHeaders(string contentType) => Headers([("Content-Type", contentType), .. NoCache]);

    private static Dictionary<string, string> Headers(ReadOnlySpan<(string Name, string Value)> headers)
    {
        var result = new Dictionary<string, string>(headers.Length);
        foreach (var (name, value) in headers)
        {
            result.Add(name, value);
        }

        return result;
    }
}
