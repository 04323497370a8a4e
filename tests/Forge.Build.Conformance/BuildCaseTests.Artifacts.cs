using FluentAssertions;
using Xunit;

namespace Forge.Build.Conformance;

/// <content>What a build leaves behind: artifacts and caches.</content>
public abstract partial class BuildCaseTests
{
    [Theory]
    [InlineData("files: ['**/*']", ".hid a.txt buildspec.yml d/.hid2 d/b.txt")]
    [InlineData("files: ['**/b.txt'], discard-paths: yes", "b.txt")]
    [InlineData("files: ['$NAME.txt'], base-directory: '$(echo d)'", "b.txt")]
    [InlineData("files: a.txt", "a.txt")]
    public Task C42_Files_HoldWhatPatternsSay(string artifacts, string expected) => AssertArtifactAsync(artifacts, expected);

    [Theory]
    [InlineData("files: ['**/*'], exclude-paths: '**/.*'", "a.txt buildspec.yml d/b.txt")]
    [InlineData("files: ['**/*'], exclude-paths: ['**/.*', '*.yml']", "a.txt d/b.txt")]
    public Task C43_ExcludePaths_AreLeftOut(string artifacts, string expected) => AssertArtifactAsync(artifacts, expected);

    [Theory]
    [InlineData("files: [b.txt]")]
    [InlineData("files: ['*.dll']")]
    [InlineData("files: ['../x', /etc/passwd]")]
    [InlineData("files: ['*'], base-directory: missing")]
    public async Task C44_NoFile_FailsTheUpload(string artifacts)
    {
        var result = await RunAsync($"phases: {{build: {{commands: [cd d]}}}}\nartifacts: {{{artifacts}}}");

        result.Status.Should().Be(BuildStatus.Failed);
        Phase(result, BuildPhase.UploadArtifacts).Should().BeEquivalentTo(
            new { Status = BuildStatus.Failed, StatusCode = "CLIENT_ERROR", Message = "no matching artifact paths found" });
    }

    [Fact]
    public async Task C45_BaseDirectory_IsNotPartOfTheNames()
    {
        var result = await RunAsync(
            """
            phases: {build: {commands: ['mkdir -p my-build-1 my-build-2/my-subdirectory', touch my-build-1/my-file-1.txt my-build-2/my-file-2.txt my-build-2/my-subdirectory/my-file-3.txt]}}
            artifacts: {files: ['*/my-file-3.txt'], base-directory: my-build-2}
            """);

        (await Host.ReadArtifactAsync(result.Artifact!)).Keys.Should().Equal("my-subdirectory/my-file-3.txt");
    }

    [Fact]
    public async Task C47_MissingFile_IsSkippedWithANote()
    {
        var result = await RunAsync("phases: {}\nartifacts: {files: [a.txt, missing.txt]}");

        result.Status.Should().Be(BuildStatus.Succeeded);
        (await Host.ReadArtifactAsync(result.Artifact!)).Keys.Should().Equal("a.txt");
        Host.Log.Notes.Should().Contain("Skipping invalid file path missing.txt");
    }

    [Fact]
    public async Task C48_SecondaryArtifactsOnly_FailTheUpload()
    {
        var result = await RunAsync("phases: {}\nartifacts: {secondary-artifacts: {x: {files: [a.txt]}}}");

        result.Status.Should().Be(BuildStatus.Failed);
        Phase(result, BuildPhase.UploadArtifacts).Should().BeEquivalentTo(
            new { Status = BuildStatus.Failed, StatusCode = "CLIENT_ERROR", Message = "no definition for primary artifacts in buildspec" });
    }

    [Theory]
    [InlineData(false, "shop")]
    [InlineData(true, "n-2/out")]
    public async Task C49_Name_IsExpandedWhenItMayWin(bool overrides, string name)
    {
        var result = await RunAsync(
            "phases: {post_build: {commands: [V=1]}}\nartifacts: {files: [a.txt], name: 'n-$(expr $V + 1)/out'}",
            request => request with { Artifact = new BuildArtifactDestination { OverrideName = overrides } });

        result.Artifact!.Key.Value.Should().Be($"shop/{result.BuildId}/{name}");
        (await Host.ReadArtifactAsync(result.Artifact)).Should().Equal(new Dictionary<string, BuildCaseFile> { ["a.txt"] = new("alpha") });
    }

    [Theory]
    [InlineData("", BuildArtifactNamespace.None, "out", "out")]
    [InlineData("P", BuildArtifactNamespace.None, "out", "P/out")]
    [InlineData("", BuildArtifactNamespace.BuildId, "out", "{id}/out")]
    [InlineData("P", BuildArtifactNamespace.BuildId, "A.zip", "P/{id}/A.zip")]
    [InlineData(null, BuildArtifactNamespace.BuildId, "", "shop/{id}/shop")]
    public async Task C51_Zip_HasTheNameAsItIsAndADigest(string? path, BuildArtifactNamespace space, string name, string location)
    {
        var destination = new BuildArtifactDestination { Path = path, Namespace = space, Name = name };

        var result = await RunAsync("phases: {}\nartifacts: {files: [a.txt]}", request => request with { Artifact = destination });

        result.Artifacts.Should().ContainSingle().Which.Location.Should().Be(location.Replace("{id}", result.BuildId, StringComparison.Ordinal));
        var stored = await Host.Artifacts.StatAsync(result.Artifact!.Key, TestContext.Current.CancellationToken);
        stored.Should().Be(result.Artifact);
        stored!.Digest.ToString().Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("", BuildArtifactNamespace.None, "/", "")]
    [InlineData("P", BuildArtifactNamespace.BuildId, "/", "P/{id}")]
    [InlineData("P", BuildArtifactNamespace.None, "A", "P/A")]
    public async Task C51_NoPackaging_StoresEachFileAndHasNoDigest(string path, BuildArtifactNamespace space, string name, string location)
    {
        var destination = new BuildArtifactDestination { Path = path, Namespace = space, Name = name, Packaging = BuildArtifactPackaging.None };

        var result = await RunAsync("phases: {}\nartifacts: {files: ['**/*'], exclude-paths: buildspec.yml}", request => request with { Artifact = destination });

        result.Status.Should().Be(BuildStatus.Succeeded, Host.Log.Text);
        var expected = location.Replace("{id}", result.BuildId, StringComparison.Ordinal);
        result.Artifacts.Should().ContainSingle().Which.Should().Be(new BuildArtifact { Identifier = "", Location = expected });
        result.Artifact.Should().BeNull();
        (await Host.ReadAsync($"{expected}/a.txt".TrimStart('/'))).Should().Be("alpha");
        (await Host.ReadAsync($"{expected}/d/b.txt".TrimStart('/'))).Should().Be("beta");
    }

    [Fact]
    public async Task C52_Links_AreWhatTheyPointTo()
    {
        var result = await RunAsync("phases: {build: {commands: ['ln -s a.txt l', 'ln -s /etc/passwd out', 'ln -s nowhere dangling', 'ln -s d dir']}}\nartifacts: {files: ['**/*'], exclude-paths: buildspec.yml}");

        (await Host.ReadArtifactAsync(result.Artifact!)).Should().BeEquivalentTo(
            new Dictionary<string, BuildCaseFile> { ["a.txt"] = new("alpha"), ["d/b.txt"] = new("beta"), ["dir/b.txt"] = new("beta"), ["l"] = new("alpha") });
        Host.Log.Notes.Should().Contain(note => note.StartsWith("Skipping symbolic link out:", StringComparison.Ordinal))
            .And.Contain(note => note.StartsWith("Skipping symbolic link dangling:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task C52_EnableSymlinks_KeepsLinksInsideTheArtifact()
    {
        var result = await RunAsync("phases: {build: {commands: ['ln -s a.txt l', 'ln -s d dir', 'ln -s /etc/passwd out']}}\nartifacts: {files: [l, dir, out, a.txt, 'd/*'], enable-symlinks: yes}");

        (await Host.ReadArtifactAsync(result.Artifact!)).Should().BeEquivalentTo(
            new Dictionary<string, BuildCaseFile> { ["a.txt"] = new("alpha"), ["d/b.txt"] = new("beta"), ["dir"] = new("d", IsLink: true), ["l"] = new("a.txt", IsLink: true) });
    }

    [Theory]
    [InlineData("files: [l]")]
    [InlineData("files: [a.txt, l], discard-paths: yes")]
    public async Task C52_EnableSymlinks_LinkThatWouldPointToNothing_IsAFile(string artifacts)
    {
        var result = await RunAsync($"phases: {{build: {{commands: ['ln -s a.txt l']}}}}\nartifacts: {{{artifacts}, enable-symlinks: yes}}");

        (await Host.ReadArtifactAsync(result.Artifact!))["l"].Should().Be(new BuildCaseFile("alpha"));
    }

    [Fact]
    public async Task C55_Key_RestoresWhatWasKeptAndIsNotKeptTwice()
    {
        static string With(string dependency) =>
            $"cache: {{key: 'k-$(cat a.txt)', paths: ['deps/**/*']}}\nphases: {{build: {{commands: ['cat deps/x 2>/dev/null || echo none', 'mkdir -p deps; echo {dependency} >deps/x']}}}}";

        await RunAsync(With("first"));
        await RunAsync(With("second"));
        Host.With("a.txt", "other");
        await RunAsync(With("third"));
        Host.With("a.txt", "alpha");
        await RunAsync(With("fourth"));

        Host.Log.Output.Should().Equal("none", "first", "none", "first");
    }

    private async Task AssertArtifactAsync(string artifacts, string expected)
    {
        Host.With(".hid", "").With("d/.hid2", "");

        var result = await RunAsync($"phases: {{build: {{commands: [cd d, NAME=b]}}}}\nartifacts: {{{artifacts}}}");

        result.Status.Should().Be(BuildStatus.Succeeded, Host.Log.Text);
        (await Host.ReadArtifactAsync(result.Artifact!)).Keys.Should().BeEquivalentTo(expected.Split(' '));
    }
}
