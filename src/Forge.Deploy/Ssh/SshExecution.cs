using Renci.SshNet;

namespace Forge.Deploy.Ssh;

/// <summary>One command on a connection: fed, drained and awaited at the same time.</summary>
/// <remarks>
/// The library's output streams block a thread of the pool for each pending read. So they are read only when they hold something,
/// and looked at on a timer: a follower of a long hook costs no thread.
/// </remarks>
internal sealed class SshExecution(SshCommand command, DeployCommand wanted, TimeProvider timeProvider) : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private const int SignalBase = 128;
    private const int UnknownSignal = 15;

    private static readonly TimeSpan DrainInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan FeedGrace = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, int> Signals = new(StringComparer.Ordinal)
    {
        ["HUP"] = 1, ["INT"] = 2, ["QUIT"] = 3, ["ILL"] = 4, ["ABRT"] = 6, ["FPE"] = 8, ["KILL"] = 9, ["USR1"] = 10, ["SEGV"] = 11,
        ["USR2"] = 12, ["PIPE"] = 13, ["ALRM"] = 14, ["TERM"] = 15,
    };

    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();

    /// <summary>Runs the command to its end.</summary>
    /// <returns>How it ended, or null when the host did not say.</returns>
    public async Task<DeployCommandResult?> RunAsync(CancellationToken cancellationToken)
    {
        var running = command.ExecuteAsync(cancellationToken);
        var feeding = FeedAsync(cancellationToken);
        while (!running.IsCompleted)
        {
            Drain();
            await Task.WhenAny(running, Task.Delay(DrainInterval, timeProvider, CancellationToken.None)).ConfigureAwait(false);
            if (feeding.IsFaulted)
            {
                command.CancelAsync();
                await feeding.ConfigureAwait(false);
            }
        }

        await running.ConfigureAwait(false);
        Drain();
        // The command has ended, whatever the caller wants; its feeder sees that soon.
        await feeding.WaitAsync(FeedGrace, timeProvider, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCode() is { } code
            ? new DeployCommandResult { ExitCode = code, StandardOutput = _output.ToArray(), StandardError = _error.ToArray() }
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        command.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    private int? ExitCode() =>
        command.ExitStatus ?? (command.ExitSignal is { } signal ? SignalBase + Signals.GetValueOrDefault(signal, UnknownSignal) : null);

    private async Task FeedAsync(CancellationToken cancellationToken)
    {
        var source = wanted.StandardInput ?? Stream.Null;
        var buffer = new byte[BufferSize];
        var isOpen = true;
        using var input = new RemoteInput(command.CreateInputStream());
        for (int read; isOpen && (read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            isOpen = await input.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }
    }

    private void Drain()
    {
        Drain(command.OutputStream, _output);
        Drain(command.ExtendedOutputStream, _error);
    }

    private void Drain(Stream from, MemoryStream kept)
    {
        while (from.Length > 0)
        {
            var read = from.Read(_buffer);
            kept.Write(_buffer, 0, (int)Math.Min(read, wanted.OutputLimit - kept.Length));
        }
    }
}
