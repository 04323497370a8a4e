using System.Collections.Concurrent;
using System.Diagnostics;
using Forge.Deploy;

namespace Forge.Testing;

/// <summary>A deploy target in memory, or rather in processes of the test's own: nothing is quoted, sent or shared.</summary>
/// <remarks>Records what ran, and fails when it is told to.</remarks>
public sealed class FakeDeployTarget : IDeployTarget
{
    private readonly ConcurrentQueue<IReadOnlyList<string>> _commands = [];

    /// <summary>Initializes a new instance of the <see cref="FakeDeployTarget"/> class.</summary>
    /// <param name="name">The target's name.</param>
    public FakeDeployTarget(string name = "fake")
    {
        Name = name;
        Platform = new DeployPlatform { Target = name, OperatingSystem = "linux", User = "tester", IsAdministrator = false, StateDirectory = "/state" };
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Gets or sets what a session says about the target.</summary>
    public DeployPlatform Platform { get; set; }

    /// <summary>Gets or sets what opening a session fails with, or null to open it.</summary>
    public DeployTargetException? OpenFailure { get; set; }

    /// <summary>Gets or sets what decides how a command ends instead of running it; null runs it.</summary>
    public Func<DeployCommand, CancellationToken, Task<DeployCommandResult>>? Answer { get; set; }

    /// <summary>Gets the argument lists of all commands so far.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Commands => [.. _commands];

    /// <inheritdoc/>
    public Task<IDeploySession> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return OpenFailure is null ? Task.FromResult<IDeploySession>(new Session(this)) : throw OpenFailure;
    }

    private static async Task<DeployCommandResult> RunProcessAsync(DeployCommand command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command.Arguments[0], command.Arguments.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var killing = cancellationToken.Register(process.Kill);
        var output = ReadAsync(process.StandardOutput.BaseStream, command.OutputLimit);
        var error = ReadAsync(process.StandardError.BaseStream, command.OutputLimit);
        try
        {
            await FeedAsync(process.StandardInput.BaseStream, command.StandardInput, cancellationToken);
        }
        catch
        {
            process.Kill();
            throw;
        }

        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return new DeployCommandResult { ExitCode = process.ExitCode, StandardOutput = await output, StandardError = await error };
    }

    private static async Task FeedAsync(Stream to, Stream? from, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        int read;
        try
        {
            while (from is not null && (read = await from.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            await to.DisposeAsync();
        }
        catch (IOException)
        {
            // The command does not want the rest.
        }
    }

    private static async Task<byte[]> ReadAsync(Stream from, int limit)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer)) > 0)
        {
            kept.Write(buffer, 0, (int)Math.Min(read, limit - kept.Length));
        }

        return kept.ToArray();
    }

    private sealed class Session(FakeDeployTarget target) : IDeploySession
    {
        public DeployPlatform Platform => target.Platform;

        public Task<DeployCommandResult> RunAsync(DeployCommand command, CancellationToken cancellationToken)
        {
            target._commands.Enqueue(command.Arguments);
            return (target.Answer ?? RunProcessAsync)(command, cancellationToken);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
