using Forge.Deploy.Specs;

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
    [InlineData("  - object: /d\n    acls: 'u:nobody:rw'\n", "write 'acls: [u:nobody:rw]'")]
    [InlineData("  - object: /d\n    acls: ['u::rwx']\n", "use 'mode'")]
    [InlineData("  - object: /d\n    acls: ['group:r']\n", "use 'mode'")]
    [InlineData("  - object: /d\n    acls: ['m:nobody:rw']\n", "leave the name empty")]
    [InlineData("  - object: /d\n    acls: ['d:o:nobody:rw']\n", "leave the name empty")]
    [InlineData("  - object: /d\n    acls: ['u:nobody:8']\n", "a digit from 0 to 7")]
    [InlineData("  - object: /d\n    acls: ['u:nobody:rwxr']\n", "a digit from 0 to 7")]
    [InlineData("  - object: /d\n    acls: ['u:nobody:']\n", "a digit from 0 to 7")]
    [InlineData("  - object: /d\n    acls: ['u:nobody']\n", "a digit from 0 to 7")]
    [InlineData("  - object: /d\n    acls: ['x:nobody:r']\n", "cannot be read")]
    [InlineData("  - object: /d\n    acls: ['d:r']\n", "cannot be read")]
    [InlineData("  - object: /d\n    acls: ['d:u:a:r:w']\n", "cannot be read")]
    [InlineData("  - object: /d\n    acls: ['u:a b:r']\n", "no account can have")]
    [InlineData("  - object: /d\n    acls: ['u:a,o::7:r']\n", "cannot be read")]
    [InlineData("  - object: /d\n    acls: ['u:a:r', 'user:a:w']\n", "for the same as an entry before it")]
    [InlineData("  - object: /d\n    context: t\n", "must be a map")]
    [InlineData("  - object: /d\n    context: {name: u}\n", "lacks its 'type'")]
    [InlineData("  - object: /d\n    context: {type: t, role: r}\n", "has no role")]
    [InlineData("  - object: /d\n    context: {type: 't -D'}\n", "cannot be one of SELinux")]
    [InlineData("  - object: /d\n    context: {type: t, range: s3-s0}\n", "ends below its beginning")]
    [InlineData("  - object: /d\n    context: {type: t, range: 's0:c5.c1'}\n", "not in order")]
    [InlineData("  - object: /d\n    context: {type: t, range: 's0:c1024'}\n", "above c1023")]
    [InlineData("  - object: /d\n    context: {type: t, range: 's0:c1,c0.c3'}\n", "a category twice")]
    [InlineData("  - object: /d\n    context: {type: t, range: 'c1'}\n", "cannot be read")]
    [InlineData("  - object: /d\n    context: {type: t, range: 's99999999999'}\n", "cannot be read")]
    public void Read_EntryWrong_SaysWhy(string entries, string expected) =>
        AppSpecReaderTests.Errors(Head + entries).Should().ContainSingle().Which.Message.Should().Contain(expected);

    [Theory]
    [InlineData("u:nobody:rw", "u:nobody:rw")]
    [InlineData("' user:nobody:6 '", "u:nobody:6")]
    [InlineData("default:group:adm:r-x", "d:g:adm:r-x")]
    [InlineData("'d:u::rwx'", "d:u::rwx")]
    [InlineData("'m::rx'", "m::rx")]
    [InlineData("mask:rx", "m::rx")]
    public void Read_AccessEntry_IsRead(string written, string expected) =>
        AppSpecReaderTests.Read($"{Head}  - object: /d\n    acls: [{written}]\n").Permissions.Single().AccessList.Single().ToString().Should().Be(expected);

    [Theory]
    [InlineData("{type: t}", "", "t", "")]
    [InlineData("{name: system_u, type: httpd_sys_content_t, range: s0}", "system_u", "httpd_sys_content_t", "s0")]
    [InlineData("{type: t, range: 's0-s15:c0.c1022,c1023'}", "", "t", "s0-s15:c0.c1022,c1023")]
    public void Read_Context_IsRead(string written, string user, string type, string range) =>
        AppSpecReaderTests.Read($"{Head}  - object: /d\n    context: {written}\n").Permissions.Single().Context.Should().Be(new SecurityLabel(user, type, range));

    [Fact]
    public void Read_ContextWithUser_IsWarnedOf() =>
        AppSpecReaderTests.Warnings(Head + "  - object: /d\n    context: {user: u, type: t}\n").Should().ContainSingle().Which.Message.Should().Contain("write 'name'");

    [Fact]
    public void Read_ForWindows_IsRefused() =>
        AppSpecReaderTests.Errors("version: 0.0\nos: windows\npermissions:\n  - object: d\n").Should().ContainSingle().Which.Message.Should().Contain("os: windows");
}
