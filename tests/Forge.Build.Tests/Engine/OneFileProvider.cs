using Forge.Git;

namespace Forge.Build.Tests.Engine;

/// <summary>A source with one revision: a buildspec that prints what it was built from.</summary>
internal sealed class OneFileProvider : ISourceProvider
{
    public static SourceRevision Revision { get; } =
        new() { Repository = "r", Commit = CommitId.Parse(new string('c', 40)), Ref = GitRef.ForBranch("main") };

    public string Name => "one";

    public SourceException? Failure { get; init; }

    public string Directory { get; private set; } = "";

    public Task<SourceRevision> ResolveAsync(SourceLocation location, CancellationToken cancellationToken) =>
        Failure is null ? Task.FromResult(Revision) : throw Failure;

    public Task CheckOutAsync(SourceRevision revision, string directory, CancellationToken cancellationToken)
    {
        Directory = System.IO.Directory.CreateDirectory(directory).FullName;
        return File.WriteAllTextAsync(
            Path.Combine(directory, "buildspec.yml"),
            "version: 0.2\nphases: {build: {commands: ['echo $CODEBUILD_RESOLVED_SOURCE_VERSION $CODEBUILD_SOURCE_VERSION $CODEBUILD_SOURCE_REPO_URL']}}",
            cancellationToken);
    }
}
