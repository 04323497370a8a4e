using Renci.SshNet;

namespace Forge.Deploy.Ssh;

/// <summary>One command on a connection: fed, drained and awaited at the same time.</summary>
/// <remarks>
/// The library's output streams block a thread of the pool for each pending read. So they are read only when they hold something,
/// and looked at on a timer: a follower of a long hook costs no thread.
/// </remarks>
internal sealed class SshExecution(DeployCommand wanted, TimeProvider timeProvider) : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private const int LongPieceSize = 1024 * 1024;
    private const int SignalBase = 128;
    private const int UnknownSignal = 15;

    private static readonly TimeSpan DrainInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan FeedGrace = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, int> Signals = new(StringComparer.Ordinal)
    {
        ["HUP"] = 1,
        ["INT"] = 2,
        ["QUIT"] = 3,
        ["ILL"] = 4,
        ["ABRT"] = 6,
        ["FPE"] = 8,
        ["KILL"] = 9,
        ["USR1"] = 10,
        ["SEGV"] = 11,
        ["USR2"] = 12,
        ["PIPE"] = 13,
        ["ALRM"] = 14,
        ["TERM"] = 15,
    };

    private readonly byte[] _drained = new byte[BufferSize];
    private readonly byte[] _fed = new byte[BufferSize];
    private readonly Stream _source = wanted.StandardInput ?? Stream.Null;
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();

    /// <summary>Runs the command to its end.</summary>
    /// <returns>How it ended, or null when the host did not say.</returns>
    public async Task<DeployCommandResult?> RunAsync(SshClient client, CancellationToken cancellationToken)
    {
        var read = await _source.ReadAsync(_fed, cancellationToken).ConfigureAwait(false);
        using var command = client.CreateCommand(RemoteCommand.Text(wanted.Arguments, read > 0));
        var running = command.ExecuteAsync(cancellationToken);
        var feeding = read > 0 ? FeedAsync(command.CreateInputStream(), read, cancellationToken) : Task.CompletedTask;
        while (!running.IsCompleted)
        {
            Drain(command);
            await Task.WhenAny(running, Task.Delay(DrainInterval, timeProvider, CancellationToken.None)).ConfigureAwait(false);
            if (feeding.IsFaulted)
            {
                command.CancelAsync();
                await feeding.ConfigureAwait(false);
            }
        }

        await running.ConfigureAwait(false);
        Drain(command);
        // The command has ended, whatever the caller wants; its feeder sees that soon.
        await feeding.WaitAsync(FeedGrace, timeProvider, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCode(command) is { } code
            ? new DeployCommandResult { ExitCode = code, StandardOutput = _output.ToArray(), StandardError = _error.ToArray() }
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private static int? ExitCode(SshCommand command) =>
        command.ExitStatus ?? (command.ExitSignal is { } signal ? SignalBase + Signals.GetValueOrDefault(signal, UnknownSignal) : null);

    // The first piece is read already. A command that ends without having read everything is no error; a source that cannot be read is.
    private async Task FeedAsync(Stream stream, int read, CancellationToken cancellationToken)
    {
        using var input = new RemoteInput(stream);
        var piece = _fed;
        while (read > 0 && await WriteAsync(input, piece.AsMemory(0, read)).ConfigureAwait(false))
        {
            piece = read == BufferSize ? new byte[LongPieceSize] : piece;
            read = await _source.ReadAsync(piece, cancellationToken).ConfigureAwait(false);
        }
    }

    // The library blocks whoever sends until the host has taken what was sent: the threads of the pool are too few for that with a fleet.
    private static Task<bool> WriteAsync(RemoteInput input, ReadOnlyMemory<byte> piece) =>
        Task.Factory.StartNew(() => input.Write(piece.Span), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Drain(SshCommand command)
    {
        Drain(command.OutputStream, _output);
        Drain(command.ExtendedOutputStream, _error);
    }

    private void Drain(Stream from, MemoryStream kept)
    {
        while (from.Length > 0)
        {
            var read = from.Read(_drained);
            kept.Write(_drained, 0, (int)Math.Min(read, wanted.OutputLimit - kept.Length));
        }
    }
}
