using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Agents.Polling;

/// <summary>Sends the result of a command: what is large in blocks, the rest with the end. Every part may be sent twice.</summary>
/// <param name="client">The client.</param>
/// <param name="session">The session.</param>
/// <param name="command">The command's id.</param>
/// <param name="again">Repeats a call until it succeeds, or nobody wants it any longer.</param>
internal sealed class CommandReport(AgentClient client, string session, string command, Func<Func<CancellationToken, Task>, Task> again)
{
    /// <summary>Sends a result.</summary>
    public async Task SendAsync(DeployCommandResult result)
    {
        var output = await SendBlocksAsync("output", result.StandardOutput).ConfigureAwait(false);
        var error = await SendBlocksAsync("error", result.StandardError).ConfigureAwait(false);
        var report = new EndReport
        {
            Session = session,
            Command = command,
            ExitCode = result.ExitCode,
            OutputOffset = output,
            Output = result.StandardOutput[output..].ToArray(),
            ErrorOffset = error,
            Error = result.StandardError[error..].ToArray(),
        };
        await again(token => client.EndAsync(report, token)).ConfigureAwait(false);
    }

    /// <summary>Sends why there is none.</summary>
    public Task SendFaultAsync(string fault) =>
        again(token => client.EndAsync(new EndReport { Session = session, Command = command, Fault = fault }, token));

    private async Task<int> SendBlocksAsync(string stream, ReadOnlyMemory<byte> all)
    {
        var sent = 0;
        while (all.Length - sent > AgentProtocol.InlineBytes)
        {
            var part = all.Slice(sent, Math.Min(AgentProtocol.BlockBytes, all.Length - sent));
            var path = FormattableString.Invariant($"{AgentProtocol.Output}?session={Uri.EscapeDataString(session)}&command={Uri.EscapeDataString(command)}&stream={stream}&offset={sent}");
            await again(token => client.SendOutputAsync(path, part, token)).ConfigureAwait(false);
            sent += part.Length;
        }

        return sent;
    }
}
