using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Agents.Connections;

/// <summary>One command on its way to an agent, or running there. Safe for concurrent use.</summary>
internal sealed class RunningCommand(string id, string agent, DeployCommand command, CommandInput input)
{
    private readonly Lock _lock = new();
    private readonly CommandOutput _output = new(command.OutputLimit);
    private readonly CommandOutput _error = new(command.OutputLimit);
    private readonly TaskCompletionSource<DeployCommandResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets the id.</summary>
    public string Id { get; } = id;

    /// <summary>Gets or sets the number of the message that asks for it.</summary>
    public long Sequence { get; set; }

    /// <summary>Gets how it ended, as soon as it has.</summary>
    public Task<DeployCommandResult> Result => _result.Task;

    /// <summary>Makes the message that asks for it.</summary>
    public AgentMessage ToMessage(string session, long sequence, DateTimeOffset expires) => new()
    {
        Agent = agent,
        Session = session,
        Sequence = sequence,
        Expires = expires,
        Kind = AgentMessageKind.Run,
        Command = Id,
        Arguments = command.Arguments,
        Input = input.Inline,
        OutputLimit = command.OutputLimit,
    };

    /// <summary>Returns a block of its input.</summary>
    /// <exception cref="AgentException">The block cannot be had; the command has failed when it is the caller's stream that cannot be read.</exception>
    public async Task<InputBlock> ReadInputAsync(long offset)
    {
        try
        {
            return await input.ReadAsync(offset).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the caller's stream throws is the caller's: the command ends with it.
        catch (Exception e) when (e is not AgentException)
#pragma warning restore CA1031
        {
            Fail(e);
            throw new AgentException("The input cannot be read any further.", AgentFailure.CommandEnded, e);
        }
    }

    /// <summary>Takes a part of its standard output.</summary>
    /// <exception cref="AgentException">The part does not fit.</exception>
    public void AddOutput(long offset, ReadOnlySpan<byte> part)
    {
        lock (_lock)
        {
            _output.Add(offset, part);
        }
    }

    /// <summary>Takes a part of its standard error.</summary>
    /// <exception cref="AgentException">The part does not fit.</exception>
    public void AddError(long offset, ReadOnlySpan<byte> part)
    {
        lock (_lock)
        {
            _error.Add(offset, part);
        }
    }

    /// <summary>Takes the report of its end. The first one counts.</summary>
    /// <exception cref="AgentException">The report does not fit to what was sent before.</exception>
    public void End(EndReport report)
    {
        if (report.Fault is { } fault)
        {
            Fail(new DeployTargetException($"The agent on '{agent}' cannot run '{command.Arguments[0]}': {Shortened(fault)}", agent, DeployTargetFailure.Unsupported));
            return;
        }

        lock (_lock)
        {
            if (_result.Task.IsCompleted)
            {
                return;
            }

            _output.Add(report.OutputOffset, report.Output);
            _error.Add(report.ErrorOffset, report.Error);
            _result.TrySetResult(new DeployCommandResult { ExitCode = report.ExitCode, StandardOutput = _output.ToArray(), StandardError = _error.ToArray() });
        }
    }

    /// <summary>Ends it with an error.</summary>
    public void Fail(Exception cause) => _result.TrySetException(cause);

    private static string Shortened(string text)
    {
        const int MostCharacters = 500;
        return text.Length > MostCharacters ? text[..MostCharacters] : text;
    }
}
