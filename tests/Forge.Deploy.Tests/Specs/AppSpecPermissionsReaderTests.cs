namespace Forge.Deploy.Tests.Specs;

public sealed class AppSpecPermissionsReaderTests
{
    private const string Head = "version: 0.0\nos: linux\npermissions:\n";

    [Fact]
    public void Read_OnlyAnObject_MeansEverythingBeneath()
    {
        var permission = AppSpecReaderTests.Read(Head + "  - object: ' /var/www '\n").Permissions.Should().ContainSingle().Subject;

        permission.Object.Should().Be("/var/www");
        permission.Pattern.Should().Be("**");
        permission.Except.Should().BeEmpty();
        (permission.Files, permission.Directories).Should().Be((true, true));
        (permission.Mode, permission.Owner, permission.Group).Should().Be((null, null, null));
    }

    [Fact]
    public void Read_AllKeys_AreRead()
    {
        var permission = AppSpecReaderTests.Read(
            Head + "  - object: /d\n    pattern: '*.sh'\n    except: [a, b*]\n    type: [file]\n    mode: 755\n    owner: www\n    group: adm\n").Permissions.Single();

        permission.Pattern.Should().Be("*.sh");
        permission.Except.Should().Equal("a", "b*");
        (permission.Files, permission.Directories).Should().Be((true, false));
        (permission.Mode, permission.Owner, permission.Group).Should().Be(("755", "www", "adm"));
    }

    [Theory]
    [InlineData("644", "644")]
    [InlineData("0644", "0644")]
    [InlineData("0755", "0755")]
    [InlineData("\"0644\"", "0644")]
    [InlineData("4", "004")]
    [InlineData("4755", "4755")]
    [InlineData("0", "000")]
    public void Read_Mode_IsTakenAsWritten(string written, string expected) =>
        AppSpecReaderTests.Read($"{Head}  - object: /d\n    mode: {written}\n").Permissions.Single().Mode.Should().Be(expected);

    [Theory]
    [InlineData("\"00644\"")]
    [InlineData("u+x")]
    [InlineData("0o644")]
    [InlineData("888")]
    [InlineData("-1")]
    [InlineData("[7]")]
    public void Read_ModeWrong_IsRefused(string written) =>
        AppSpecReaderTests.Errors($"{Head}  - object: /d\n    mode: {written}\n").Should().ContainSingle();

    [Fact]
    public void Read_ModeTheReferenceMisreads_IsWarnedOf() =>
        AppSpecReaderTests.Warnings(Head + "  - object: /d\n    mode: 0644\n").Should().ContainSingle().Which.Message.Should().Contain("write 644");

    [Theory]
    [InlineData("  - owner: x\n", "lacks its 'object'")]
    [InlineData("  - object: '  '\n", "lacks its 'object'")]
    [InlineData("  - text\n", "not a value")]
    [InlineData("  object: /d\n", "must be a list")]
    [InlineData("  - object: /d\n    type: [files]\n", "write file, directory or both")]
    [InlineData("  - object: /d\n    type: file\n", "write 'type: [file]'")]
    [InlineData("  - object: /d\n    except: a\n", "write 'except: [a]'")]
    [InlineData("  - object: /d\n    except: [[a]]\n", "list of names")]
    [InlineData("  - object: /d\n    owner: 1000\n", "is a number")]
    [InlineData("  - object: /d\n    group: '33'\n", "is a number")]
    [InlineData("  - object: /d\n    acls: ['u:nobody:rw']\n", "not supported yet")]
    [InlineData("  - object: /d\n    context: {type: t}\n", "not supported yet")]
    public void Read_EntryWrong_SaysWhy(string entries, string expected) =>
        AppSpecReaderTests.Errors(Head + entries).Should().ContainSingle().Which.Message.Should().Contain(expected);

    [Fact]
    public void Read_ForWindows_IsRefused() =>
        AppSpecReaderTests.Errors("version: 0.0\nos: windows\npermissions:\n  - object: d\n").Should().ContainSingle().Which.Message.Should().Contain("os: windows");
}
