using System.Collections.Concurrent;
using Forge.Build;

namespace Forge.Testing;

/// <summary>What of a build in memory outlives its host: the files and the program.</summary>
internal sealed class FakeBuild : IBuildOutput
{
    private readonly Lock _lock = new();
    private IBuildOutput? _reader;

    public ConcurrentDictionary<string, (byte[] Content, string? LinkTarget, UnixFileMode Mode)> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the program that was started last, or null.</summary>
    public Task<BuildCommandResult>? Program { get; private set; }

    /// <summary>Gets what ends the program.</summary>
    public CancellationTokenSource Stop { get; private set; } = new();

    public void Start(Func<IBuildOutput, CancellationToken, Task<BuildCommandResult>> program)
    {
        Stop = new CancellationTokenSource();
        Program = program(this, Stop.Token);
    }

    /// <summary>Waits for the program. Detaching ends the wait, cancelling the program too.</summary>
    public async Task<BuildCommandResult> WaitAsync(IBuildOutput output, CancellationToken detached, CancellationToken cancellationToken)
    {
        Read(output);
        await using var ending = cancellationToken.Register(Stop.Cancel);
        try
        {
            return await Program!.WaitAsync(detached);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            Read(null);
        }
    }

    /// <summary>Says who gets what the program prints from now on; nobody by default.</summary>
    public void Read(IBuildOutput? reader)
    {
        lock (_lock)
        {
            _reader = reader;
        }
    }

    public void OnStandardOutput(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _reader?.OnStandardOutput(bytes);
        }
    }

    public void OnStandardError(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _reader?.OnStandardError(bytes);
        }
    }
}
