using System.Security.Cryptography;

namespace Forge.Artifacts.S3;

/// <summary>When a failed request is made again. A store that fails for long is not pressed with ever more requests: second tries are paid from a budget that successes fill.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class RetryBudget(int maxAttempts, TimeSpan delay)
{
    private const int Capacity = 500;
    private const int Price = 5;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);

    private int _tokens = Capacity;

    /// <summary>Pays for another try.</summary>
    /// <param name="attempts">How many there were.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryTake(int attempts)
    {
        if (attempts >= maxAttempts)
        {
            return false;
        }

        var tokens = Volatile.Read(ref _tokens);
        while (tokens >= Price)
        {
            var seen = Interlocked.CompareExchange(ref _tokens, tokens - Price, tokens);
            if (seen == tokens)
            {
                return true;
            }

            tokens = seen;
        }

        return false;
    }

    /// <summary>Notes a success.</summary>
    public void Return()
    {
        if (Volatile.Read(ref _tokens) < Capacity)
        {
            Interlocked.Increment(ref _tokens);
        }
    }

    /// <summary>Draws the pause before the next try, anywhere between nothing and a limit that doubles.</summary>
    public TimeSpan Pause(int attempts)
    {
        var limit = Math.Min(delay.TotalMilliseconds * Math.Pow(2, attempts - 1), LongestDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)Math.Ceiling(limit) + 1));
    }
}
