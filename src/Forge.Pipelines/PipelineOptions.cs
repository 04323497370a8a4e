using Forge.Build;

namespace Forge.Pipelines;

/// <summary>One pipeline: which branch it follows, how it builds, and where it deploys.</summary>
public sealed class PipelineOptions
{
    /// <summary>Gets or sets the pipeline's name, which is the name of its build project too: letters, digits and dashes.</summary>
    /// <value>Required; unique in a host.</value>
    public string Name { get; set; } = "";

    /// <summary>Gets or sets the hosted repository.</summary>
    /// <value>Required.</value>
    public string Repository { get; set; } = "";

    /// <summary>Gets or sets the branch whose pushes start a run.</summary>
    /// <value>The default is <c>main</c>.</value>
    public string Branch { get; set; } = "main";

    /// <summary>Gets or sets the executor that builds run on.</summary>
    /// <value>The default is <c>process</c>.</value>
    public string Executor { get; set; } = "process";

    /// <summary>Gets or sets the image that builds run in, for an executor with images.</summary>
    /// <value>The default is null: the executor's own default.</value>
    public ImageReference? Image { get; set; }

    /// <summary>Gets or sets the buildspec: a path within the repository, or the text of one.</summary>
    /// <value>The default is empty: <c>buildspec.yml</c> in the root of the repository.</value>
    public string Buildspec { get; set; } = "";

    /// <summary>Gets or sets environment variables of the build, which win over those of the buildspec.</summary>
    /// <value>The default is none.</value>
    public IDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>();

    /// <summary>Gets or sets the deployment group that gets the artifact.</summary>
    /// <value>The default is empty: nothing is deployed.</value>
    public string DeploymentGroup { get; set; } = "";
}
