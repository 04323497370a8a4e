using Forge.Integration.Tests.Killing;
using Xunit.Runner.InProc.SystemConsole;

// A test starts this executable again as a host, to kill it.
return args is [BuildingHost.Command, var executor, var directory, var endpoint]
    ? await new BuildingHost(executor, directory, new Uri(endpoint)).RunAsync()
    : await ConsoleRunner.Run(args);
