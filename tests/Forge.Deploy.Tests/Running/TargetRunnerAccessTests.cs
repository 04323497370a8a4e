using Forge.Deploy.Running;
using Forge.Testing;
using static Forge.Deploy.Tests.Running.RunnerTarget;

namespace Forge.Deploy.Tests.Running;

/// <summary>Access control lists by the real setfacl; SELinux, which no test machine has, by programs that write down what they are told.</summary>
public sealed class TargetRunnerAccessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TargetShell.Dash)]
    [InlineData(TargetShell.Bash)]
    public async Task Install_AccessList_IsSetBesideTheMode(string shell)
    {
        await using var target = await CreateAsync(shell);

        var outcome = await target.InstallAsync(
            "d-1",
            [("it's f", "D/it's f"), ("s/y", "D/s/y")],
            FileExistsBehavior.Disallow,
            new InstallPermission(target.In("D/it's f"), "0644", null, null) { AccessList = "u:nobody:rw u g o m" },
            new InstallPermission(target.In("D/s"), "2750", null, null) { AccessList = "d:g:nogroup:rwx u g o du dg do dm" });

        outcome.Should().Be(StepOutcome.Success);
        (await ListOfAsync(target, "D/it's f")).Should().Equal("user::rw-", "user:nobody:rw-\t#effective:r--", "group::r--", "mask::r--", "other::r--");
        (await ListOfAsync(target, "D/s")).Should().Equal(
            "user::rwx", "group::r-x", "other::---",
            "default:user::rwx", "default:group::r-x", "default:group:nogroup:rwx\t#effective:r-x", "default:mask::r-x", "default:other::---");
    }

    [Fact]
    public async Task Install_AccountOfAnAccessListIsUnknown_FailsAndSaysWhich()
    {
        await using var target = await CreateAsync(TargetShell.Dash);

        var outcome = await target.InstallAsync(
            "d-1", [("f", "D/f")], FileExistsBehavior.Disallow, new InstallPermission(target.In("D/f"), null, null, null) { AccessList = "u:no-such-account:rw u g o m" });

        outcome.Message.Should().StartWith("The access control list 'u:no-such-account:rw,u::6,g::4,o::4,m::4'").And.Contain("D/f");
    }

    [Fact]
    public async Task Install_TargetLacksSetfacl_ChangesNothing()
    {
        await using var target = await CreateAsync(TargetShell.Busybox);
        await target.InstallAsync("d-1", [("f", "D/f")], FileExistsBehavior.Disallow);

        var outcome = await target.InstallAsync(
            "d-2", [("g", "D/g")], FileExistsBehavior.Disallow, new InstallPermission(target.In("D/g"), null, null, null) { AccessList = "u:nobody:rw u g o m" });

        outcome.Message.Should().Contain("lacks 'setfacl'").And.EndWith("Nothing was changed.");
        File.Exists(target.In("D/f")).Should().BeTrue();
    }

    [Fact]
    public async Task Install_TargetHasNoSecurityLabels_ChangesNothing()
    {
        await using var target = await CreateAsync(TargetShell.Dash);

        var outcome = await target.InstallAsync(
            "d-1", [("f", "D/f")], FileExistsBehavior.Disallow, new InstallPermission(target.In("D/f"), null, null, null) { Context = "- t -" });

        outcome.Message.Should().Contain("SELinux is off on the target").And.EndWith("Nothing was changed.");
        Directory.Exists(target.In("D")).Should().BeFalse();
    }

    [Fact]
    public async Task Install_Contexts_AreSetBetweenModeAndOwnerAndForgottenWithTheFile()
    {
        await using var target = await CreateAsync(TargetShell.Dash);
        var said = target.Directory.Combine("said");
        var programs = target.Directory.MakeDirectory("selinux");
        foreach (var program in (string[])["semanage", "restorecon", "selinuxenabled"])
        {
            target.Directory.Write($"selinux/{program}", $"#!/bin/sh\n[ $# -eq 0 ] || {{ printf '%s' {program}; printf ' <%s>' \"$@\"; echo; }} >>'{said}'\n[ \"$1 $2\" != 'fcontext -a' ] || [ ! -e '{said}.known' ]\n");
            File.SetUnixFileMode(Path.Combine(programs, program), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var runner = await target.StartRunnerAsync($"PATH={programs}:/usr/bin:/bin");
        async Task<StepOutcome> InstallAsync(string deployment, string file, string context)
        {
            await target.DownloadAsync(deployment, new Bundle().File(file));
            var plan = target.Plan([(file, $"D/{file}")], FileExistsBehavior.Disallow, new InstallPermission(target.In($"D/{file}"), null, null, null) { Context = context });
            return await runner.RunAsync(Step(deployment, "Install", new TargetWork.Install(plan)), Epoch, log: null, Cancel);
        }

        (await InstallAsync("d-1", "a+b (1).txt", "system_u httpd_t s0")).Should().Be(StepOutcome.Success);
        await File.WriteAllTextAsync($"{said}.known", "", Cancel);
        (await InstallAsync("d-2", "plain", "- t -")).Should().Be(StepOutcome.Success);

        var root = target.In("D").Replace(".", "\\.", StringComparison.Ordinal);
        (await File.ReadAllLinesAsync(said, Cancel)).Should().Equal(
            $@"semanage <fcontext> <-a> <-t> <httpd_t> <-s> <system_u> <-r> <s0> <{root}/a\+b \(1\)\.txt>",
            $"restorecon <{target.In("D/a+b (1).txt")}>",
            $@"semanage <fcontext> <-d> <{root}/a\+b \(1\)\.txt>",
            $"semanage <fcontext> <-a> <-t> <t> <{root}/plain>",
            $"semanage <fcontext> <-m> <-t> <t> <{root}/plain>",
            $"restorecon <{target.In("D/plain")}>");
    }

    private static async Task<string[]> ListOfAsync(RunnerTarget target, string path) =>
        [.. (await HostProgram.RunAsync(target.Root, ["getfacl", "--absolute-names", "--omit-header", target.In(path)], Cancel)).Split('\n').Where(line => line.Length > 0)];
}
