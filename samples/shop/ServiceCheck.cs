using System.Diagnostics;

namespace Shop;

/// <summary>Asks a running shop for its version, so that a machine needs no other HTTP client.</summary>
internal static class ServiceCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until somebody answers, then compares.</summary>
    /// <returns>0 when the shop answers with the version; 1 when it answers anything else, or nobody does.</returns>
    public static async Task<int> RunAsync(string url, string version)
    {
        using var client = new HttpClient();
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(url);
                var text = (await answer.Content.ReadAsStringAsync()).Trim();
                if (answer.IsSuccessStatusCode && text == version)
                {
                    Console.WriteLine($"{url} answers {version}.");
                    return 0;
                }

                Console.Error.WriteLine($"{url} answers {(int)answer.StatusCode} instead of {version}: {text}");
                return 1;
            }
            catch (HttpRequestException) when (waited.Elapsed < Patience)
            {
                await Task.Delay(Interval);
            }
            catch (HttpRequestException e)
            {
                Console.Error.WriteLine($"Nobody answers at {url} after {Patience.TotalSeconds} s: {e.Message}");
                return 1;
            }
        }
    }
}
