using Forge.Scenarios;

// Each scenario runs Forge and its floor by turns in one process and prints "ratio NAME VALUE"; benchmarks/scenarios/ starts the parts.
switch (args)
{
    case ["build-overhead", var endpoint]:
        await BuildOverhead.RunAsync(endpoint);
        return 0;
    case ["checkout"]:
        await Checkout.RunAsync();
        return 0;
    case ["log-throughput", var endpoint]:
        await LogThroughput.RunAsync(endpoint);
        return 0;
    case ["deploy-first", .. var servers] when servers.Length > 0:
        await DeployFirst.RunAsync(servers);
        return 0;
    case ["masking"]:
        await Masking.RunAsync();
        return 0;
    case ["spec-read"]:
        await SpecRead.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("usage: Forge.Scenarios build-overhead DOCKER-ENDPOINT | log-throughput DOCKER-ENDPOINT | checkout | deploy-first SSH-SERVER-DIRECTORY... | masking | spec-read");
        return 2;
}
