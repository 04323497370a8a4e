using System.Formats.Tar;
using System.Text;
using Forge.Deploy.Bundles;
using Forge.Deploy.Planning;
using Forge.Shared.Archives;
using Forge.Testing;
using Forge.Testing.BadInput;

namespace Forge.Deploy.Tests.Bundles;

/// <summary>Revisions that cannot be installed: their appspec is missing, or does not fit the files.</summary>
public sealed class BundleBadInputTests : IDisposable
{
    private static readonly BadInputArea Area = new("bundle");

    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Inputs => Area.Inputs;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Inputs))]
    public Task Plan_BadInput_SaysWhatIsExpected(string input) => Area.CheckAsync(input, async (_, bytes) =>
    {
        var archive = _directory.Combine("archive");
        await PackAsync(archive, FileList.Read(bytes));
        try
        {
            var bundle = await BundleReader.ReadAsync(archive, _directory.Combine("bundle.tar"), Cancel);
            var plan = InstallPlanner.Plan(bundle.Spec, bundle.Tree, "", FileExistsBehavior.Disallow, out var problems);
            return plan is null ? problems.Select(problem => problem.ToString()) : plan.Files.Select(file => $"accepted: {file.Source} to {file.Destination}").DefaultIfEmpty("accepted");
        }
        catch (SpecException e)
        {
            return e.Problems.Select(problem => problem.ToString());
        }
        catch (ArchiveException e)
        {
            return [e.Message];
        }
    });

    private static async Task PackAsync(string archive, IReadOnlyList<SourceFile> files)
    {
        await using var stream = File.Create(archive);
        await using var tar = new TarWriter(stream);
        foreach (var file in files)
        {
            await tar.WriteEntryAsync(
                file.Kind is SourceFileKind.Link
                    ? new PaxTarEntry(TarEntryType.SymbolicLink, file.Path) { LinkName = file.Content.Trim() }
                    : new PaxTarEntry(TarEntryType.RegularFile, file.Path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(file.Content)) },
                Cancel);
        }
    }
}
