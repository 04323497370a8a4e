namespace Forge.Pipelines;

/// <summary>The pipelines of a host. Read once, when the host starts.</summary>
public sealed class PipelinesOptions
{
    /// <summary>Gets the pipelines.</summary>
    /// <value>The default is none.</value>
    public IList<PipelineOptions> Pipelines { get; } = [];
}
