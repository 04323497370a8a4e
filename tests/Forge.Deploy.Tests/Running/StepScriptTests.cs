using System.Text.RegularExpressions;
using Forge.Deploy.Running;

namespace Forge.Deploy.Tests.Running;

public sealed class StepScriptTests
{
    private const string PlannedInstall =
        """
        #d	/srv
        #d	/srv/s
        #c	/r/web	/srv
        #f	a
        #f	s/c
        #f	b
        #c	/r	
        #f	top
        mode_0() {
        :
        m '3' '/srv/a'
        m '2' '/srv/s'
        }
        modes() {
        :
        mode '0644' 'mode_0'
        }
        acl_0() {
        :
        m '2' '/srv/s'
        }
        acls() {
        :
        acl 'u:a:r u g o m' 'acl_0'
        }
        contexts() {
        :
        }
        owner_0() {
        :
        m '3' '/srv/a'
        }
        owner_1() {
        :
        m '2' '/srv/s'
        }
        owner_2() {
        :
        m '0' '/elsewhere'
        }
        owners() {
        :
        owner 'web:www' 'owner_0'
        owner ':www' 'owner_1'
        owner 'web' 'owner_2'
        }
        install 'retain' 'own.yml' '@'
        # end

        """;

    private static readonly InstallPlan Empty = new() { Directories = [], Files = [], Permissions = [], FileExists = FileExistsBehavior.Disallow };

    [Fact]
    public void Hooks_ValuesHoldShellSyntax_AreQuoted()
    {
        var script = StepScript.Hooks(
            new TargetWork.Hooks("d-1", [new HookScript("/it's.sh", TimeSpan.FromSeconds(1.5), "web"), new HookScript("b.sh", TimeSpan.FromHours(1), null)]),
            "AfterInstall",
            "/state/g/d-1/deployment-archive",
            new Dictionary<string, string> { ["A"] = "x'; rm -rf /", ["B"] = "two\nlines" });

        script.Should().Be(
            """
            environment() {
            :
            export A='x'\''; rm -rf /'
            export B='two
            lines'
            }
            hooks 'AfterInstall' '/state/g/d-1/deployment-archive'
            hook 'it'\''s.sh' '1.5' 'web'
            hook 'b.sh' '3600' ''
            # end

            """);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1A")]
    [InlineData("A B")]
    [InlineData("A=B")]
    [InlineData("A;id")]
    [InlineData("A\n")]
    [InlineData("Ä")]
    public void Hooks_NameIsNoVariable_Throws(string name)
    {
        var making = () => StepScript.Hooks(new TargetWork.Hooks("d-1", []), "E", "/a", new Dictionary<string, string> { [name] = "x" });

        making.Should().Throw<ArgumentException>().WithMessage($"'{name}' cannot name an environment variable*");
    }

    [Fact]
    public void Hooks_ValueHoldsNul_Throws()
    {
        var making = () => StepScript.Hooks(new TargetWork.Hooks("d-1", []), "E", "/a", new Dictionary<string, string> { ["A"] = "a\0b" });

        making.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Install_Plan_HasALineForEachEntryAndCallsForPermissions()
    {
        var plan = new InstallPlan
        {
            Directories = ["/srv", "/srv/s"],
            Files = [new("web/a", "/srv/a"), new("web/s/c", "/srv/s/c"), new("web/b", "/srv/b"), new("top", "/top")],
            Permissions = [new("/srv/a", "0644", "web", "www"), new("/srv/s", "0644", null, "www") { AccessList = "u:a:r u g o m" }, new("/elsewhere", null, "web", null)],
            FileExists = FileExistsBehavior.Retain,
        };

        Regex.Replace(StepScript.Install(new TargetWork.Install(plan, "own.yml"), "/r"), "'[0-9a-f]{64}'", "'@'").Should().Be(PlannedInstall);
    }

    [Fact]
    public void Install_EmptyPlan_IsWhole() =>
        StepScript.Install(new TargetWork.Install(Empty), "/r").Should().EndWith("install 'disallow' '' 'none'\n# end\n");

    [Fact]
    public void Install_FileChangesItsName_Throws()
    {
        var making = () => StepScript.Install(new TargetWork.Install(Empty with { Files = [new("a", "/b")] }), "/r");

        making.Should().Throw<ArgumentException>().WithMessage("'/r/a' cannot become '/b'*");
    }

    [Theory]
    [InlineData("a\nb", "a%0Ab")]
    [InlineData("a\tb", "a%09b")]
    [InlineData("a%0Ab", "a%250Ab")]
    [InlineData("# end", "# end")]
    public void Install_NameHoldsWhatDividesFields_IsEncoded(string name, string line)
    {
        var script = StepScript.Install(new TargetWork.Install(Empty with { Directories = [$"/{name}"], Files = [new(name, $"/d/{name}")] }), "/r");

        script.Should().StartWith($"#d\t/{line}\n#c\t/r\t/d\n#f\t{line}\nmodes() {{\n");
    }

    [Fact]
    public void Install_NameHoldsNul_Throws()
    {
        var making = () => StepScript.Install(new TargetWork.Install(Empty with { Directories = ["/a\0b"] }), "/r");

        making.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Install_PermissionsDiffer_HasAnotherFingerprint()
    {
        string[] scripts =
        [
            .. new[] { "0644", "0640" }.SelectMany(mode => new[] { "/a", "/b" }.Select(path =>
                StepScript.Install(new TargetWork.Install(Empty with { Permissions = [new(path, mode, null, null)] }), "/r").Split('\n')[^3])),
        ];

        scripts.Should().OnlyHaveUniqueItems();
    }
}
