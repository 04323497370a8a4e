using System.Collections.Concurrent;
using Forge.Deploy;

namespace Forge.Testing;

/// <summary>A gate that says what it is told to say.</summary>
public sealed class FakeDeploymentGate(string name = "fake") : IDeploymentGate
{
    private readonly ConcurrentQueue<DeploymentGateQuestion> _questions = new();

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <summary>Gets or sets what the gate answers.</summary>
    public DeploymentGateAnswer Answer { get; set; } = new() { Verdict = DeploymentGateVerdict.Approved };

    /// <summary>Gets or sets why the gate has no answer, or null when it has one.</summary>
    public DeploymentGateException? Failure { get; set; }

    /// <summary>Gets what it was asked, in order.</summary>
    public IReadOnlyList<DeploymentGateQuestion> Questions => [.. _questions];

    /// <inheritdoc/>
    public Task<DeploymentGateAnswer> AskAsync(DeploymentGateQuestion question, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _questions.Enqueue(question);
        return Failure is null ? Task.FromResult(Answer) : throw Failure;
    }
}
