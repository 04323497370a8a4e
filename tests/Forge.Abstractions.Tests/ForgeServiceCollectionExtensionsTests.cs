using Microsoft.Extensions.DependencyInjection;

namespace Forge.Abstractions.Tests;

public sealed class ForgeServiceCollectionExtensionsTests
{
    [Fact]
    public void AddForge_Always_ReturnsABuilderOverTheServices()
    {
        var services = new ServiceCollection();

        services.AddForge().Services.Should().BeSameAs(services);
    }

    [Fact]
    public void AddForge_Twice_ChangesNothing()
    {
        var services = new ServiceCollection();
        services.AddForge();
        var count = services.Count;

        services.AddForge();

        services.Should().HaveCount(count);
    }

    [Fact]
    public void AddForge_HostHasAClock_KeepsIt()
    {
        var clock = new Forge.Testing.SteppedTimeProvider();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);

        services.AddForge();

        services.BuildServiceProvider().GetRequiredService<TimeProvider>().Should().BeSameAs(clock);
    }

    [Fact]
    public void AddForge_NoClock_AddsThatOfTheSystem()
    {
        var services = new ServiceCollection();

        services.AddForge();

        services.BuildServiceProvider().GetRequiredService<TimeProvider>().Should().BeSameAs(TimeProvider.System);
    }

    [Fact]
    public void AddForge_Null_IsRefused() =>
        ((Action)(() => ForgeServiceCollectionExtensions.AddForge(null!))).Should().Throw<ArgumentNullException>();
}
