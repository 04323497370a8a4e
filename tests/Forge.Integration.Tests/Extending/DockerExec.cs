using System.Diagnostics;
using System.Text;
using Forge.Deploy;

namespace Forge.Integration.Tests.Extending;

/// <summary>Runs the <c>docker</c> client for one container.</summary>
internal sealed class DockerExec(Uri engine, string container)
{
    private const int BufferSize = 64 * 1024;
    private const string StartTime = "{{if .State.Running}}{{.State.StartedAt}}{{end}}";

    /// <summary>Returns when the container was started; empty when it does not run.</summary>
    public async Task<string> ReadStartTimeAsync(CancellationToken cancellationToken)
    {
        var result = await RunClientAsync(["inspect", "--format", StartTime, container], null, BufferSize, cancellationToken);
        return Encoding.UTF8.GetString(result.StandardOutput.Span).Trim();
    }

    /// <summary>Runs a command in the container.</summary>
    public Task<DeployCommandResult> RunAsync(DeployCommand command, CancellationToken cancellationToken) =>
        RunClientAsync(["exec", "--interactive", "--user", "root", container, .. command.Arguments], command.StandardInput, command.OutputLimit, cancellationToken);

    private async Task<DeployCommandResult> RunClientAsync(IReadOnlyList<string> arguments, Stream? input, int limit, CancellationToken cancellationToken)
    {
        using var client = Process.Start(new ProcessStartInfo("docker", ["--host", engine.OriginalString, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var output = KeepAsync(client.StandardOutput.BaseStream, limit, cancellationToken);
            var error = KeepAsync(client.StandardError.BaseStream, limit, cancellationToken);
            await FeedAsync(input, client.StandardInput.BaseStream, cancellationToken);
            var (kept, keptError) = (await output, await error);
            await client.WaitForExitAsync(cancellationToken);
            return new DeployCommandResult { ExitCode = client.ExitCode, StandardOutput = kept, StandardError = keptError };
        }
        catch
        {
            client.Kill();
            throw;
        }
    }

    // A command that does not want its input closes the pipe; its exit code tells whether that was right.
    private static async Task FeedAsync(Stream? input, Stream client, CancellationToken cancellationToken)
    {
        try
        {
            await (input?.CopyToAsync(client, cancellationToken) ?? Task.CompletedTask);
            client.Close();
        }
        catch (IOException)
        {
        }
    }

    private static async Task<ReadOnlyMemory<byte>> KeepAsync(Stream from, int limit, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[BufferSize];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            kept.Write(buffer, 0, (int)Math.Min(read, limit - kept.Length));
        }

        return kept.ToArray();
    }
}
