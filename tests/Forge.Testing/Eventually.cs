namespace Forge.Testing;

/// <summary>Waits for what no event tells: a file that another process writes, a process that ends.</summary>
/// <remarks>The one place in the tests that asks again after a pause. A test that can await something else does.</remarks>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks until the answer is yes.</summary>
    /// <param name="condition">The question.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimeoutException">The answer was still no after 30 seconds.</exception>
    public static Task BeTrueAsync(Func<bool> condition, CancellationToken cancellationToken) =>
        BeTrueAsync(() => Task.FromResult(condition()), cancellationToken);

    /// <summary>Asks until the answer is yes.</summary>
    /// <param name="condition">The question.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimeoutException">The answer was still no after 30 seconds.</exception>
    public static async Task BeTrueAsync(Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(begin) > Patience)
            {
                throw new TimeoutException($"What the test waits for has not come true in {Patience.TotalSeconds} s.");
            }

            await Task.Delay(Interval, cancellationToken);
        }
    }
}
