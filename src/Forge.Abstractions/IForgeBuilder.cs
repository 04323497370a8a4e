using Microsoft.Extensions.DependencyInjection;

namespace Forge;

/// <summary>What <c>AddForge()</c> returns: every part of Forge is added by an extension method on it.</summary>
public interface IForgeBuilder
{
    /// <summary>Gets the services of the host.</summary>
    IServiceCollection Services { get; }
}
