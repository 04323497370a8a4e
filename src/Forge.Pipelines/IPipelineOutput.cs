using Forge.Build;
using Forge.Deploy;

namespace Forge.Pipelines;

/// <summary>Sees what pipelines do while they do it: for a console, a page, a test. Register one or none.</summary>
/// <remarks>
/// <para>Lifecycle: one instance serves the whole process. What it misses, the journal still knows.</para>
/// <para>Concurrency: calls for different runs may overlap; those of one run do not. Return soon: the build waits.</para>
/// </remarks>
public interface IPipelineOutput
{
    /// <summary>Takes one line of a build's log, with its secrets masked.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="line">The line.</param>
    void OnBuildLog(string runId, BuildLogLine line);

    /// <summary>Takes one step of a deployment.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="progress">What happened.</param>
    void OnDeployment(string runId, DeploymentProgress progress);

    /// <summary>Takes the end of a run.</summary>
    /// <param name="result">How it ended.</param>
    void OnEnded(PipelineRunResult result);
}
