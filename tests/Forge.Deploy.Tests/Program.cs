using Forge.Deploy.Tests.Killing;
using Xunit.Runner.InProc.SystemConsole;

// A test starts this executable again as a host, to kill it.
return args is [DeployingHost.Command, var directory] ? await DeployingHost.RunAsync(directory) : await ConsoleRunner.Run(args);
