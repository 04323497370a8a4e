using Forge.Deploy;
using Forge.Deploy.Inventories;
using Microsoft.Extensions.DependencyInjection;

namespace Forge;

/// <summary>Adds inventories, which tell the deploy targets that there are.</summary>
public static class InventoryForgeBuilderExtensions
{
    /// <summary>Adds an inventory in a file, YAML or JSON. It is read whenever it is needed, so changes count at once.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name by which deployment groups refer to the inventory; unique, compared ordinally.</param>
    /// <param name="path">The file. Local paths in it are relative to its folder.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddTargetInventory(this IForgeBuilder builder, string name, string path)
    {
        Check(builder, name);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        builder.Services.AddSingleton<ITargetInventory>(services => new FileTargetInventory(name, path, services.GetRequiredService<DeploymentCatalog>()));
        return builder;
    }

    /// <summary>Adds an inventory that the application itself answers for.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name by which deployment groups refer to the inventory; unique, compared ordinally.</param>
    /// <param name="read">Tells the targets that there are now. What it throws means that nobody knows. Calls may overlap.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddTargetInventory(
        this IForgeBuilder builder, string name, Func<IServiceProvider, CancellationToken, Task<IReadOnlyList<TargetDescription>>> read)
    {
        Check(builder, name);
        ArgumentNullException.ThrowIfNull(read);
        builder.Services.AddSingleton<ITargetInventory>(services => new DelegateTargetInventory(name, token => read(services, token)));
        return builder;
    }

    private static void Check(IForgeBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
    }
}
