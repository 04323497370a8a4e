using Forge.Shared.Archives;

namespace Forge.Shared.Tests.Archives;

public sealed class ArchiveReaderNamesTests
{
    public static TheoryData<string, string> HostileNames => new()
    {
        { "../x", "'../x' leads out of the archive with '..'" },
        { "a/../../x", "leads out of the archive with '..'" },
        { "a/..", "leads out of the archive with '..'" },
        { "/abs", "'/abs' has an absolute name" },
        { "..\\x", "has a backslash in its name" },
        { "C:\\x", "has a backslash in its name" },
        { "\\\\?\\x", "has a backslash in its name" },
        { "a\0b", "'a\\x00b' has a control character in its name" },
        { "a\nb", "'a\\x0ab' has a control character in its name" },
        { "\u001b[2J", "'\\x1b[2J' has a control character in its name" },
        { "", "has an empty name" },
        { new string('a', 256), "has a name longer than 4096 bytes, or a part longer than 255" },
        { string.Join('/', Enumerable.Repeat("a", 129)), "lies deeper than 128 directories" },
    };

    [Theory]
    [MemberData(nameof(HostileNames))]
    public async Task Open_HostileName_IsRefused(string name, string why)
    {
        var message = await Reading.RefusalAsync(RawZip.Write(new RawZipEntry(name, "x")));

        message.Should().StartWith("The archive is refused: ").And.Contain(why);
    }

    [Fact]
    public async Task Open_NameIsNotUtf8_IsRefused()
    {
        var message = await Reading.RefusalAsync(RawZip.Write(new RawZipEntry("x") { Name = [0xFF, (byte)'a'] }));

        message.Should().Contain("has a name that is not UTF-8");
    }

    [Theory]
    [InlineData("-rf")]
    [InlineData("a b")]
    [InlineData("ünïcödé/日本")]
    [InlineData("CONSOLE")]
    [InlineData(".a")]
    [InlineData("a:b*c?")]
    public async Task Open_UnusualName_IsTaken(string name)
    {
        using var reader = await Reading.OpenAsync(RawZip.Write(new RawZipEntry(name, "x")));

        (await reader.ReadTextAsync(name)).Should().Be("x");
    }

    [Fact]
    public async Task Open_NamesWithDotsAndDoubledSlashes_AreNormalized()
    {
        using var reader = await Reading.OpenAsync(RawZip.Write(new RawZipEntry("./"), new RawZipEntry("./a//b/./c", "x"), new RawZipEntry("d/")));

        reader.Entries.Select(entry => (entry.Path, entry.Kind)).Should().Equal(
            ("a/b/c", ArchiveEntryKind.File), ("d", ArchiveEntryKind.Directory));
    }

    public static TheoryData<string, string> Collisions => new()
    {
        { "a|a", "'a' is there twice" },
        { "a|./a", "'a' is there twice" },
        { "a/|a/", "'a' is there twice" },
        { "a|a/", "'a' is there twice" },
        { "a|a/b", "'a/b' lies below 'a', which is not a directory" },
        { "a/b/c|a", "'a' is not a directory, but other entries lie below it" },
        { "a/b|a/b/c/d", "'a/b/c/d' lies below 'a/b', which is not a directory" },
    };

    [Theory]
    [MemberData(nameof(Collisions))]
    public async Task Open_NamesCollide_IsRefused(string names, string why)
    {
        var message = await Reading.RefusalAsync(RawZip.Write([.. names.Split('|').Select(name => new RawZipEntry(name))]));

        message.Should().Contain(why);
    }

    public static TheoryData<string, string> NotPortable => new()
    {
        { "a|A", "'A' differs from 'a' only in case" },
        { "d/x|D/y", "'D' differs from 'd' only in case" },
        { "Straße/ö|straße/Ö", "'straße' differs from 'Straße' only in case" },
        { "caf\u00e9|cafe\u0301", "is composed differently from" },
        { "cafe\u0301/a|caf\u00e9/b", "is composed differently from" },
        { "a.", "'a.' ends with a dot or a blank" },
        { "d /x", "'d ' ends with a dot or a blank" },
        { "CON", "'CON' has the name of a device of Windows" },
        { "d/nul.txt", "'d/nul.txt' has the name of a device of Windows" },
        { "com1/x", "'com1' has the name of a device of Windows" },
        { "exe.\u202Etxt", "has a character in its name that turns the direction of text" },
        { "a\u2066b", "has a character in its name that turns the direction of text" },
    };

    [Theory]
    [MemberData(nameof(NotPortable))]
    public async Task Open_NameIsNotPortable_IsRefused(string names, string why)
    {
        var message = await Reading.RefusalAsync(RawZip.Write([.. names.Split('|').Select(name => new RawZipEntry(name))]));

        message.Should().Contain(why);
    }

    [Theory]
    [MemberData(nameof(NotPortable))]
    public async Task Open_AnyNameIsAllowed_IsTaken(string names, string why)
    {
        using var reader = await Reading.OpenAsync(
            RawZip.Write([.. names.Split('|').Select(name => new RawZipEntry(name))]), new ArchiveLimits { Names = ArchiveNames.Any });

        reader.Entries.Select(entry => entry.Path).Should().Equal(names.Split('|'), "only others say that it {0}", why);
    }

    [Fact]
    public async Task Open_NamesWithMarksOrWithout_AreTakenUnlessTheyAreOne()
    {
        using var reader = await Reading.OpenAsync(RawZip.Write(
            new RawZipEntry("d/"), new RawZipEntry("d/\u00e9"), new RawZipEntry("d/\u00e8"), new RawZipEntry("d/ae\u0301"), new RawZipEntry("d/e\u0301e\u0301")));

        reader.Entries.Should().HaveCount(5);
    }
}
