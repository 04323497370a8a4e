using System.Globalization;
using Forge.Artifacts.Tests.Killing;
using Xunit.Runner.InProc.SystemConsole;

// A test starts this executable again, to kill it.
return args is [PuttingHost.Command, var seed, .. var place]
    ? await PuttingHost.RunAsync(int.Parse(seed, CultureInfo.InvariantCulture), place)
    : await ConsoleRunner.Run(args);
