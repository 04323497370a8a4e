using Forge.AspNetCore;
using Forge.Deploy.Agents;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Forge;

/// <summary>Serves polling agents from an ASP.NET Core application.</summary>
public static class AgentEndpointRouteBuilderExtensions
{
    /// <summary>Gives the polling agents of deploy targets an address.</summary>
    /// <param name="endpoints">The routes of the application, whose services hold <c>AddForge().AddAgents(…)</c>.</param>
    /// <param name="pattern">The path below which agents are served; the default is <c>/agents</c>.</param>
    /// <returns>The endpoint, for further conventions.</returns>
    /// <remarks>
    /// Agents prove who they are by the credentials that <see cref="DeployAgents"/> has them make; the application's own authorization does not apply.
    /// Plain http is refused unless it comes from this machine, where a proxy may have ended TLS. For agents that register with a client certificate
    /// the web server has to ask for one (<c>ClientCertificateMode.AllowCertificate</c>). A proxy on the way must let a request wait for longer than
    /// <see cref="AgentHostingOptions.PollTime"/>.
    /// </remarks>
    /// <exception cref="InvalidOperationException"><c>AddAgents</c> was not called.</exception>
    public static IEndpointConventionBuilder MapForgeAgents(this IEndpointRouteBuilder endpoints, string pattern = "/agents")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);

        var engine = endpoints.ServiceProvider.GetService<AgentHttpEngine>()
            ?? throw new InvalidOperationException("MapForgeAgents() needs agents: call AddForge().AddAgents(…) on the services.");
        var endpoint = new AgentEndpoint(engine, endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        return endpoints
            .MapMethods($"{pattern.TrimEnd('/')}/{{{AgentEndpoint.PathParameter}}}", ["GET", "POST"], endpoint.HandleAsync)
            .WithDisplayName("Forge agents")
            .WithMetadata(new AllowAnonymousAttribute())
            .DisableRequestTimeout();
    }
}
