using Forge.Deploy.Tests.Killing;
using Xunit.Runner.InProc.SystemConsole;

// A test starts this executable again as a host, to kill it.
return args switch
{
    [DeployingHost.Command, var directory] => await DeployingHost.RunAsync(directory),
    [ElasticHost.Command, var directory] => await ElasticHost.RunAsync(directory),
    _ => await ConsoleRunner.Run(args),
};
