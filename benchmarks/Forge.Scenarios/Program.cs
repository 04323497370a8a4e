using Forge.Scenarios;

// Each scenario runs Forge and its floor by turns in one process and prints "ratio NAME VALUE"; benchmarks/scenarios/ starts the parts.
switch (args)
{
    case ["build-overhead", var endpoint]:
        await BuildOverhead.WarmAsync(endpoint);
        return 0;
    case ["build-overhead-cold", var endpoint]:
        await BuildOverhead.ColdAsync(endpoint);
        return 0;
    case ["build-peer", var endpoint, .. var peer] when peer.Length > 0:
        await BuildOverhead.PeerAsync(endpoint, peer);
        return 0;
    case ["checkout"]:
        await Checkout.RunAsync();
        return 0;
    case ["log-throughput", var endpoint]:
        await LogThroughput.RunAsync(endpoint);
        return 0;
    case ["log-throughput-remote", var endpoint, var certificates]:
        await LogThroughput.RunRemotelyAsync(endpoint, certificates);
        return 0;
    case ["delta"]:
        await Delta.TreesAsync();
        return 0;
    case ["delta-push"]:
        await Delta.RevisionsAsync();
        return 0;
    case ["deploy-first", .. var servers] when servers.Length > 0:
        await DeployFleet.FirstAsync(servers);
        return 0;
    case ["deploy-again", .. var servers] when servers.Length > 0:
        await DeployFleet.AgainAsync(servers);
        return 0;
    case ["deploy-ansible", var ansible, .. var servers] when servers.Length > 0:
        await DeployFleet.AnsibleAsync(ansible, servers);
        return 0;
    case ["deploy-fleet", .. var servers] when servers.Length > 0:
        await DeployFleet.HalfAsync(servers);
        return 0;
    case ["deploy-scale"]:
        await DeployScale.RunAsync();
        return 0;
    case ["masking"]:
        await Masking.RunAsync();
        return 0;
    case ["s3-put", var endpoint]:
        await S3Transfer.PutAsync(endpoint);
        return 0;
    case ["s3-get", var endpoint]:
        await S3Transfer.GetAsync(endpoint);
        return 0;
    case ["spec-read"]:
        await SpecRead.RunAsync();
        return 0;
    case ["pack-zip"]:
        await Packing.ZipAsync();
        return 0;
    case ["pack-tgz"]:
        await Packing.GzipAsync();
        return 0;
    case ["pack-zst"]:
        await Packing.ZstdAsync();
        return 0;
    case ["extract"]:
        await Packing.ExtractAsync();
        return 0;
    case ["glob"]:
        await Globbing.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("usage: Forge.Scenarios SCENARIO [ENDPOINT | SSH-SERVER-DIRECTORY...]; the scripts in benchmarks/scenarios start what each needs");
        return 2;
}
