namespace Forge.Artifacts.Revisions;

/// <summary>How a revision is stored.</summary>
public enum RevisionForm
{
    /// <summary>As a tree: a list of its files, whose contents are shared with the other revisions of the application. Only what the last one did not have is moved. Forge deploys, verifies, copies and retains it.</summary>
    Tree,

    /// <summary>As a zip, for other programs that read it from the store. All of it is moved every time.</summary>
    Zip,
}
