using Forge.Git;

namespace Forge.Build.Tests.Running;

/// <summary>The commands that every build finds on its PATH.</summary>
public sealed class BuildCommandsTests
{
    private static readonly Dictionary<string, string> Files = new()
    {
        ["a.txt"] = "1",
        ["d/b.txt"] = "2",
        ["d/e/c.txt"] = "3",
        ["d/.hid/h.txt"] = "4",
        ["d/x+y(1).log"] = "5",
        ["sp ace/f g.txt"] = "6",
    };

    public static TheoryData<string> Shells => ["dash", "bash", "busybox"];

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task GlobSearch_FindsWhatTheReferenceSays(string shell) =>
        await AssertOutputAsync(
            shell,
            """
            - codebuild-glob-search '**/*.txt'
            - echo 1; codebuild-glob-search '*.txt' ./a.txt
            - echo 2; codebuild-glob-search 'd/*'
            - echo 3; codebuild-glob-search 'd/**/*.txt'
            - echo 4; codebuild-glob-search 'd/x+y(1).log' 'd/?.txt' 'sp ace/*'
            - echo 5; codebuild-glob-search 'nothing/*' d || echo failed
            - echo 6; cd d; codebuild-glob-search '**' | wc -l
            - codebuild-glob-search || echo $?
            """,
            "a.txt", "d/.hid/h.txt", "d/b.txt", "d/e/c.txt", "sp ace/f g.txt",
            "1", "a.txt",
            "2", "d/b.txt", "d/x+y(1).log",
            "3", "d/.hid/h.txt", "d/b.txt", "d/e/c.txt",
            "4", "d/b.txt", "d/x+y(1).log", "sp ace/f g.txt",
            "5", "No files found for: nothing/* d",
            "6", "4",
            "usage: codebuild-glob-search GLOB...", "2");

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task HashFiles_IsTheSameWhereverTheBuildStandsAndChangesWithTheFiles(string shell) =>
        await AssertOutputAsync(
            shell,
            """
            - h=$(codebuild-hash-files '**/*.txt'); echo ${#h}
            - cd d; test "$(codebuild-hash-files '**/*.txt')" = "$h" && echo same
            - echo changed >b.txt; test "$(codebuild-hash-files '**/*.txt')" != "$h" && echo other
            - test -z "$(codebuild-hash-files 'none/*' 2>/dev/null)" && echo empty
            """,
            "64", "same", "other", "empty");

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task TestsRun_DividesTheFiles(string shell) =>
        await AssertOutputAsync(
            shell,
            """
            - 's() { FORGE_SHARD_NUMBER=$1 FORGE_SHARD_COUNT=$2 codebuild-tests-run --test-command "echo run" --files-search "printf ''%s\n'' e d c b a" --sharding-strategy=$3; }; for n in 1 2 3; do s $n 3 equal-distribution; done; s 6 6 equal-distribution; for n in 1 2 3; do s $n 3 stability; done | grep -v "No tests" | tr " " "\n" | grep -v run | grep . | sort | tr "\n" " "; echo'
            - codebuild-tests-run --test-command 'printf "%s\n" "$CODEBUILD_CURRENT_SHARD_FILES"; echo all' --files-search 'echo t1; echo t2'
            - codebuild-tests-run --test-command x --files-search 'exit 3' || echo $?
            - codebuild-tests-run --test-command x 2>/dev/null || echo $?
            - codebuild-tests-run --test-command x --files-search 'echo a' --sharding-strategy odd 2>&1 | head -1
            """,
            "run a b", "run c d", "run e", "No tests for shard 6 of 6", "a b c d e ", "t1", "t2", "all t1 t2", "3", "2", "codebuild-tests-run: there is no sharding strategy 'odd'");

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task GitCredential_IsForTheSourcesServerOnly(string shell)
    {
        await using var host = new RunnerHost(shell);
        var credential = new SourceCredential { Server = "https://git.example:8443", UserName = "robot", Password = new SecretValue("t0ken-long") };

        await host.OpenAsync(
            """
            env: {git-credential-helper: yes, variables: {GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: user.name, GIT_CONFIG_VALUE_0: me}}
            phases:
              build:
                commands:
                  - export GIT_TERMINAL_PROMPT=0 GIT_CONFIG_NOSYSTEM=1
                  - 'printf "protocol=https\nhost=git.example:8443\n\n" | git credential fill'
                  - 'printf "protocol=https\nhost=other.example\n\n" | git credential fill 2>/dev/null || echo none'
                  - 'printf "protocol=http\nhost=git.example:8443\n\n" | git credential fill 2>/dev/null || echo none'
                  - git config user.name
            """,
            facts => facts with { Credential = credential });
        host.BuildLog.Mask(host.Plan.Secrets);
        var session = host.CreateSession();
        session.Start(host.StandardInput, TestContext.Current.CancellationToken);
        await host.ReadAsync(session);

        host.Log.Output.Should().Equal("protocol=https", "host=git.example:8443", "username=robot", "password=***", "none", "none", "me");
        // Pipes would wait for somebody to write.
        string[] pipes = ["pipe", "request", "reply", "restore"];
        foreach (var file in Directory.EnumerateFiles(Path.Combine(host.Environment.Directory, "runner"), "*", SearchOption.AllDirectories)
            .Where(file => !pipes.Contains(Path.GetFileName(file)) && Path.GetFileName(file) != "output"))
        {
            (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Should().NotContain("t0ken-long");
        }
    }

    private static async Task AssertOutputAsync(string shell, string commands, params string[] expected)
    {
        await using var host = new RunnerHost(shell);

        await host.RunAsync($"phases:\n  build:\n    commands:\n      {commands.ReplaceLineEndings("\n      ")}", files: Files);

        host.Log.Output.Should().Equal(expected);
    }
}
