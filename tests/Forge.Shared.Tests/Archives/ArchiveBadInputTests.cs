using Forge.Shared.Archives;
using Forge.Testing;
using Forge.Testing.BadInput;

namespace Forge.Shared.Tests.Archives;

/// <summary>What no archive may do, in every format that can say it. Nothing of a refused archive is ever unpacked.</summary>
public sealed class ArchiveBadInputTests : IDisposable
{
    private static readonly BadInputArea Any = new("archive");
    private static readonly BadInputArea Zip = new("zip");
    private static readonly BadInputArea Tar = new("tar");

    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> AnyInputs => Any.Inputs;

    public static TheoryData<string> ZipInputs => Zip.Inputs;

    public static TheoryData<string> TarInputs => Tar.Inputs;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(AnyInputs))]
    public async Task Extract_AnyFormat_SaysWhatIsExpected(string input)
    {
        foreach (var format in (string[])["zip", "tar", "tar.gz", "tar.zst"])
        {
            await Any.CheckAsync(input, (_, bytes) => ExtractAsync(bytes, format));
        }
    }

    [Theory]
    [MemberData(nameof(ZipInputs))]
    public Task Extract_Zip_SaysWhatIsExpected(string input) => Zip.CheckAsync(input, (_, bytes) => ExtractAsync(bytes, "zip"));

    [Theory]
    [MemberData(nameof(TarInputs))]
    public Task Extract_Tar_SaysWhatIsExpected(string input) => Tar.CheckAsync(input, (_, bytes) => ExtractAsync(bytes, "tar"));

    private async Task<IEnumerable<string>> ExtractAsync(byte[] bytes, string format)
    {
        var packed = await ArchiveDescription.Read(bytes).PackAsync(format, Cancel);
        try
        {
            using var reader = await Reading.OpenAsync(packed);
            await reader.ExtractAsync(_directory.Combine("out"), Cancel);
        }
        catch (ArchiveException e)
        {
            Directory.EnumerateFileSystemEntries(_directory.Path).Should().BeEmpty();
            return [e.Message];
        }

        var described = Reading.Describe(_directory.Combine("out"));
        Directory.Delete(_directory.Combine("out"), recursive: true);
        return [.. described.Take(10).Select(entry => $"accepted: {entry}")];
    }
}
