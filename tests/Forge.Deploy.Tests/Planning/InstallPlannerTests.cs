using Forge.Deploy.Planning;
using Forge.Deploy.Running;
using Forge.Deploy.Tests.Specs;

namespace Forge.Deploy.Tests.Planning;

public sealed class InstallPlannerTests
{
    [Fact]
    public void Plan_DirectoryAndFile_CopiesContentsAndKeepsBaseName()
    {
        var plan = Plan("web → /D; conf/a.ini → /E/b.ini", ["web/x", "web/.h", "web/s/y", "conf/a.ini"]);

        plan.Directories.Should().Equal("/D", "/D/s", "/E", "/E/b.ini");
        plan.Files.Should().Equal(
            new InstallFile("web/.h", "/D/.h"), new InstallFile("web/s/y", "/D/s/y"), new InstallFile("web/x", "/D/x"), new InstallFile("conf/a.ini", "/E/b.ini/a.ini"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData(".")]
    [InlineData("./")]
    [InlineData("''")]
    public void Plan_WholeRevision_IncludesAppSpecAndDotFiles(string source) =>
        Plan($"{source} → /D", ["appspec.yml", ".env", "a/b"]).Files.Select(file => file.Destination).Should().Equal("/D/.env", "/D/a/b", "/D/appspec.yml");

    [Theory]
    [InlineData("a")]
    [InlineData("a/")]
    [InlineData("/a")]
    [InlineData("a/.")]
    [InlineData("a/../a")]
    public void Plan_SourceWrittenInAnyWay_IsTheSame(string source) =>
        Plan($"{source} → /D", ["a/f"]).Files.Should().Equal(new InstallFile("a/f", "/D/f"));

    [Fact]
    public void Plan_EmptyDirectories_AreMade() =>
        Plan("a → /D", ["a/e/", "a/f"]).Directories.Should().Equal("/D", "/D/e");

    [Fact]
    public void Plan_DestinationRoot_IsPutBeforeEverything()
    {
        var plan = Plan("a → /var/www/", ["a/s/f"], "/srv/t1");

        plan.Directories.Should().Equal("/srv/t1/var", "/srv/t1/var/www", "/srv/t1/var/www/s");
        plan.Files.Should().Equal(new InstallFile("a/s/f", "/srv/t1/var/www/s/f"));
    }

    [Theory]
    [InlineData("''", "", "/f")]
    [InlineData("/", "", "/f")]
    [InlineData("/", "/srv/t1", "/srv/t1/f")]
    [InlineData("www", "", "/www/f")]
    [InlineData("/a/../www/./", "", "/www/f")]
    public void Plan_DestinationWrittenInAnyWay_IsBelowTheRoot(string destination, string root, string expected) =>
        Plan($"f → {destination}", ["f"], root).Files.Should().Equal(new InstallFile("f", expected));

    [Theory]
    [InlineData("*.txt → /D", "'*' is not a pattern")]
    [InlineData("a.txt/ → /D", "without the slash at its end")]
    [InlineData("a.txt/. → /D", "without the slash at its end")]
    [InlineData("missing → /D", "is not in the revision. Its top holds 'a.txt'")]
    [InlineData("a.txt/x → /D", "is not in the revision")]
    public void Plan_SourceMissing_NamesItAndItsLine(string files, string expected)
    {
        var problem = Problems(files, ["a.txt"]).Should().ContainSingle().Subject;

        problem.Message.Should().Contain(expected);
        (problem.File, problem.Line).Should().Be(("appspec.yml", 4));
    }

    [Fact]
    public void Plan_SeveralSourcesMissing_NamesEach() =>
        Problems("x → /D; y → /E", ["a"]).Select(problem => problem.Line).Should().Equal(4, 6);

    [Theory]
    [InlineData("a/f → /D; b/f → /D", "would be written twice")]
    [InlineData("a → /D; b → /D/", "would be written twice")]
    [InlineData("a → /D; d → /D/f", "is a file for one and a directory for the other")]
    [InlineData("d → /D/f; a → /D", "is a directory for one and a file for the other")]
    [InlineData("a → /D; d → /D/f/x", "is a file for one and a directory for the other")]
    public void Plan_DestinationsCollide_IsRefusedWhateverTheBehavior(string files, string expected)
    {
        var problem = Problems(files, ["a/f", "b/f", "d/g"]).Should().ContainSingle().Subject;

        problem.Message.Should().Contain(expected).And.Contain("(line 4)");
        problem.Line.Should().Be(6);
    }

    [Fact]
    public void Plan_DirectoriesMerge_WhenNoFileCollides() =>
        Plan("a → /D; b → /D/", ["a/s/x", "b/s/y"]).Files.Select(file => file.Destination).Should().Equal("/D/s/x", "/D/s/y");

    [Fact]
    public void Plan_LinksToFilesAndDanglingLinks_AreCopiedAsLinks() =>
        Plan("a → /D", ["a/real", "a/l -> real", "a/gone -> nowhere"]).Files.Select(file => file.Source).Should().Equal("a/gone", "a/l", "a/real");

    [Fact]
    public void Plan_LinkToADirectory_IsInstalledAsADirectory()
    {
        var plan = Plan("a → /D; a/l → /E; l2 → /F", ["b/f", "a/l -> ../b", "l2 -> a/l"]);

        plan.Files.Should().Equal(new InstallFile("b/f", "/D/l/f"), new InstallFile("b/f", "/E/f"), new InstallFile("b/f", "/F/f"));
        plan.Directories.Should().Contain("/D/l");
    }

    [Fact]
    public void Plan_LinksInACircle_AreRefused() =>
        Problems("a → /D", ["a/s/f", "a/s/up -> .."]).Should().ContainSingle().Which.Message.Should().Contain("form a circle");

    [Fact]
    public void Plan_LinksMultiply_AreRefusedInsteadOfFillingTheMemory()
    {
        var entries = Enumerable.Range(0, 40).SelectMany(i => Enumerable.Range(0, 10).Select(j => $"d{i}/l{j} -> ../d{i + 1}")).Append("d40/f").ToArray();

        Problems("d0 → /D", entries).Should().Contain(problem => problem.Message.Contains("more than 250,000"));
    }

    [Theory]
    [InlineData(null, null, FileExistsBehavior.Disallow)]
    [InlineData(null, FileExistsBehavior.Overwrite, FileExistsBehavior.Overwrite)]
    [InlineData("RETAIN", FileExistsBehavior.Overwrite, FileExistsBehavior.Retain)]
    public void Plan_FileExistsBehavior_AppSpecComesFirst(string? appSpec, FileExistsBehavior? requested, FileExistsBehavior expected)
    {
        var spec = AppSpecReaderTests.Read($"version: 0.0\nos: linux\nfile_exists_behavior: {appSpec ?? "null"}\n");

        InstallPlanner.Plan(spec, new BundleTree([]), "", requested, out _)!.FileExists.Should().Be(expected);
    }

    [Fact]
    public void Plan_NothingToInstall_IsEmpty()
    {
        var plan = Plan("", ["a"]);

        (plan.Directories.Count, plan.Files.Count, plan.Permissions.Count).Should().Be((0, 0, 0));
    }

    internal static InstallPlan Plan(string files, string[] entries, string root = "", string permissions = "")
    {
        var plan = InstallPlanner.Plan(Spec(files, permissions), Tree(entries), root, null, out var problems);
        problems.Should().BeEmpty();
        return plan!;
    }

    internal static IReadOnlyList<SpecProblem> Problems(string files, string[] entries, string permissions = "")
    {
        InstallPlanner.Plan(Spec(files, permissions), Tree(entries), "", FileExistsBehavior.Overwrite, out var problems).Should().BeNull();
        return problems;
    }

    // "source → destination; …", each entry on two lines from line 4.
    private static Deploy.Specs.AppSpec Spec(string files, string permissions) => AppSpecReaderTests.Read(
        "version: 0.0\nos: linux\nfiles:\n"
        + string.Concat(files.Split("; ", StringSplitOptions.RemoveEmptyEntries)
            .Select(file => file.Split(" → "))
            .Select(parts => $"  - source: {(parts[0].Contains('*', StringComparison.Ordinal) ? $"'{parts[0]}'" : parts[0])}\n    destination: {parts[1]}\n"))
        + (permissions is "" ? "" : $"permissions:\n{permissions}"));

    private static BundleTree Tree(string[] entries) => new(entries.Select(entry =>
        entry.Split(" -> ") is [var link, var target] ? new BundleEntry(link, BundleEntryKind.Link, target)
        : entry.EndsWith('/') ? new BundleEntry(entry.TrimEnd('/'), BundleEntryKind.Directory)
        : new BundleEntry(entry, BundleEntryKind.File)));
}
