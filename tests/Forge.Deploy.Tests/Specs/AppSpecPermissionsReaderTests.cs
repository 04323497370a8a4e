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
}
