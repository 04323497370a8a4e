using System.Globalization;

namespace Forge.Git.Commands;

/// <summary>The whole environment of a <c>git</c> process. Nothing of the host's own environment gets in.</summary>
/// <remarks>Settings travel by GIT_CONFIG_COUNT: on the command line they would show in the process list, in files they could be edited.</remarks>
internal static class GitEnvironment
{
    private const string SystemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private const string CredentialVariable = "FORGE_SOURCE_CREDENTIAL";

    // Git asks its credential helper when the server wants one. The values are in a file in memory that only this account can read, never in an environment.
    private const string TellCredential = "!f() { test \"$1\" = get && cat -- \"$FORGE_SOURCE_CREDENTIAL\"; }; f";

    private static readonly (string Key, string Value)[] Always =
    [
        // The files are ours, whoever owns them in a container or on a volume; the client cannot set this.
        ("safe.directory", "*"),
        ("core.useReplaceRefs", "false"),
        ("core.alternateRefsCommand", "exit 0 #"),
        ("core.fsync", "objects,derived-metadata,reference"),
        ("core.fsyncMethod", "fsync"),
        ("core.packedRefsTimeout", "10000"),
        ("core.filesRefLockTimeout", "1000"),
        ("core.bigFileThreshold", "50m"),
        ("core.protectHFS", "true"),
        ("core.protectNTFS", "true"),
        ("gc.auto", "0"),
        ("maintenance.auto", "false"),
        ("advice.detachedHead", "false"),
    ];

    private static readonly (string Key, string Value)[] Serving =
    [
        ("transfer.fsckObjects", "true"),
        // Old histories hold these harmless faults and must stay importable.
        ("receive.fsck.badTimezone", "ignore"),
        ("receive.fsck.missingSpaceBeforeDate", "ignore"),
        ("receive.fsck.zeroPaddedFilemode", "ignore"),
        ("receive.autogc", "false"),
        ("receive.advertiseAtomic", "true"),
        ("receive.advertisePushOptions", "false"),
        // The policy decides about each ref, in the hook.
        ("receive.denyNonFastForwards", "false"),
        ("receive.denyDeletes", "false"),
        // The latch: git refuses every push unless the proc-receive hook of the hooks directory says yes.
        ("receive.procReceiveRefs", "refs/"),
        ("uploadpack.allowFilter", "true"),
        ("uploadpack.allowAnySHA1InWant", "false"),
        ("uploadpack.allowReachableSHA1InWant", "true"),
        ("uploadpack.keepAlive", "5"),
        ("pack.windowMemory", "100m"),
        ("pack.writeReverseIndex", "true"),
        ("transfer.advertiseSID", "false"),
    ];

    /// <summary>For <c>git</c> called by the host itself: no hooks, no prompts.</summary>
    public static Dictionary<string, string> ForHost(string gitPath) => Build(gitPath, [.. Always, ("core.hooksPath", "/dev/null")]);

    /// <summary>For <c>git</c> that writes a working tree.</summary>
    public static Dictionary<string, string> ForCheckout(string gitPath, string indexFile)
    {
        var environment = Build(gitPath,
        [
            .. Always,
            ("core.hooksPath", "/dev/null"),
            ("core.symlinks", "true"),
            ("core.attributesFile", "/dev/null"),
            ("index.version", "2"),
            // More workers take 40 % more processor time, and save none where several builds run.
            ("checkout.workers", "1"),
        ]);
        environment["GIT_INDEX_FILE"] = indexFile;
        return environment;
    }

    /// <summary>For <c>git</c> that talks to a foreign repository, with the files of the credential for it, if there is one.</summary>
    public static Dictionary<string, string> ForFetch(string gitPath, IEnumerable<string> protocols, CredentialFiles? credential)
    {
        var isSecret = credential?.PasswordFile is not null;
        (string Key, string Value)[] settings =
        [
            .. Always,
            ("core.hooksPath", "/dev/null"),
            ("transfer.bundleURI", "false"),
            // Mirrors stay a few packs, however small each fetch is.
            ("fetch.unpackLimit", "1"),
            ("credential.helper", ""),
            // A server that sends its client elsewhere must not learn, or be given, anything by it.
            ("http.followRedirects", isSecret ? "false" : "initial"),
        ];
        var environment = Build(gitPath, isSecret ? [.. settings, ($"credential.{credential!.Server}.helper", TellCredential)] : settings);
        environment["GIT_ALLOW_PROTOCOL"] = string.Join(':', protocols);
        environment["GIT_SSH_COMMAND"] = credential?.SshCommand ?? "ssh -o BatchMode=yes -o StrictHostKeyChecking=yes";
        environment["GIT_ASKPASS"] = "/bin/false";
        if (isSecret)
        {
            environment[CredentialVariable] = credential!.PasswordFile!;
        }

        return environment;
    }

    /// <summary>For <c>git</c> that serves a client.</summary>
    /// <param name="gitPath">The executable.</param>
    /// <param name="hooksDirectory">The directory of the host's hooks.</param>
    /// <param name="maxPushBytes">The largest pack, or 0.</param>
    /// <param name="packThreads">The threads that one clone may use.</param>
    /// <param name="protocol">The client's Git-Protocol header, filtered, or null.</param>
    public static Dictionary<string, string> ForServing(string gitPath, string hooksDirectory, long maxPushBytes, int packThreads, string? protocol)
    {
        var environment = Build(gitPath,
        [
            .. Always,
            .. Serving,
            ("core.hooksPath", hooksDirectory),
            ("receive.maxInputSize", maxPushBytes.ToString(CultureInfo.InvariantCulture)),
            ("pack.threads", packThreads.ToString(CultureInfo.InvariantCulture)),
        ]);
        if (protocol is not null)
        {
            environment["GIT_PROTOCOL"] = protocol;
        }

        return environment;
    }

    private static Dictionary<string, string> Build(string gitPath, (string Key, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = Path.GetDirectoryName(gitPath) is { Length: > 0 } directory ? $"{directory}:{SystemPath}" : SystemPath,
            ["HOME"] = "/nonexistent",
            ["LANG"] = "C.UTF-8",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_NO_REPLACE_OBJECTS"] = "1",
            ["GIT_CONFIG_COUNT"] = settings.Length.ToString(CultureInfo.InvariantCulture),
        };
        for (var i = 0; i < settings.Length; i++)
        {
            environment[$"GIT_CONFIG_KEY_{i}"] = settings[i].Key;
            environment[$"GIT_CONFIG_VALUE_{i}"] = settings[i].Value;
        }

        return environment;
    }
}
