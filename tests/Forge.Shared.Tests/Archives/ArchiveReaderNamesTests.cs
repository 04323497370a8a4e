using Forge.Shared.Archives;

namespace Forge.Shared.Tests.Archives;

public sealed class ArchiveReaderNamesTests
{
    [Fact]
    public async Task Open_NamesWithDotsAndDoubledSlashes_AreNormalized()
    {
        using var reader = await Reading.OpenAsync(RawZip.Write(new RawZipEntry("./"), new RawZipEntry("./a//b/./c", "x"), new RawZipEntry("d/")));

        reader.Entries.Select(entry => (entry.Path, entry.Kind)).Should().Equal(
            ("a/b/c", ArchiveEntryKind.File), ("d", ArchiveEntryKind.Directory));
    }

    [Theory]
    [InlineData("a|A")]
    [InlineData("Straße/ö|straße/Ö")]
    [InlineData("caf\u00e9|cafe\u0301")]
    [InlineData("a.")]
    [InlineData("d /x")]
    [InlineData("CON")]
    [InlineData("exe.\u202Etxt")]
    public async Task Open_AnyNameIsAllowed_IsTaken(string names)
    {
        using var reader = await Reading.OpenAsync(
            RawZip.Write([.. names.Split('|').Select(name => new RawZipEntry(name))]), new ArchiveLimits { Names = ArchiveNames.Any });

        reader.Entries.Select(entry => entry.Path).Should().Equal(names.Split('|'));
    }

    [Fact]
    public async Task Open_NamesWithMarksOrWithout_AreTakenUnlessTheyAreOne()
    {
        using var reader = await Reading.OpenAsync(RawZip.Write(
            new RawZipEntry("d/"), new RawZipEntry("d/\u00e9"), new RawZipEntry("d/\u00e8"), new RawZipEntry("d/ae\u0301"), new RawZipEntry("d/e\u0301e\u0301")));

        reader.Entries.Should().HaveCount(5);
    }
}
