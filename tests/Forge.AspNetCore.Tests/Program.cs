using Forge.AspNetCore.Tests.Agents;
using Xunit.Runner.InProc.SystemConsole;

// A test starts this executable again as a host or as an agent, to kill it.
return args switch
{
    [AgentDeployingHost.Command, var directory, var port] => await AgentDeployingHost.RunAsync(directory, port),
    [AgentProcess.Command, var server, var registration] => await AgentProcess.RunAsync(server, registration),
    _ => await ConsoleRunner.Run(args),
};
