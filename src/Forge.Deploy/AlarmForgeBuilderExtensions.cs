using Forge.Deploy.Alarms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Forge;

/// <summary>Adds alarms, which a deployment group names and which stop a deployment while they are raised.</summary>
public static class AlarmForgeBuilderExtensions
{
    /// <summary>Adds an alarm that asks the application itself.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name by which deployment groups refer to the alarm; unique, compared ordinally.</param>
    /// <param name="ask">Tells the state now. What it throws means that the alarm cannot be read. Calls may overlap.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddAlarm(this IForgeBuilder builder, string name, Func<IServiceProvider, CancellationToken, Task<AlarmState>> ask)
    {
        Check(builder, name);
        ArgumentNullException.ThrowIfNull(ask);
        builder.Services.AddSingleton<IAlarm>(services => new DelegateAlarm(name, token => ask(services, token)));
        return builder;
    }

    /// <summary>Adds an alarm that asks a URL: an answer of 200 to 299 is OK, one of 500 to 599 raises the alarm.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name by which deployment groups refer to the alarm; unique, compared ordinally.</param>
    /// <param name="configure">Sets the alarm's options, validated when the application starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddHttpAlarm(this IForgeBuilder builder, string name, Action<HttpAlarmOptions> configure)
    {
        Check(builder, name);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptionsWithValidateOnStart<HttpAlarmOptions, HttpAlarmOptionsValidator>(name).Configure(configure);
        builder.Services.AddSingleton<IAlarm>(services => new HttpAlarm(
            name, services.GetRequiredService<IOptionsMonitor<HttpAlarmOptions>>().Get(name), services.GetRequiredService<TimeProvider>()));
        return builder;
    }

    /// <summary>Adds an alarm that asks a Prometheus server: it is raised while the query gives anything, as in an alerting rule.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name by which deployment groups refer to the alarm; unique, compared ordinally.</param>
    /// <param name="configure">Sets the alarm's options, validated when the application starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddPrometheusAlarm(this IForgeBuilder builder, string name, Action<PrometheusAlarmOptions> configure)
    {
        Check(builder, name);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptionsWithValidateOnStart<PrometheusAlarmOptions, PrometheusAlarmOptionsValidator>(name).Configure(configure);
        builder.Services.AddSingleton<IAlarm>(services => new PrometheusAlarm(
            name, services.GetRequiredService<IOptionsMonitor<PrometheusAlarmOptions>>().Get(name), services.GetRequiredService<TimeProvider>()));
        return builder;
    }

    /// <summary>Adds an alarm that listens to a metric of this process and compares it with a threshold.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name by which deployment groups refer to the alarm; unique, compared ordinally.</param>
    /// <param name="configure">Sets the alarm's options, validated when the application starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddMetricAlarm(this IForgeBuilder builder, string name, Action<MetricAlarmOptions> configure)
    {
        Check(builder, name);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptionsWithValidateOnStart<MetricAlarmOptions, MetricAlarmOptionsValidator>(name).Configure(configure);
        builder.Services.AddSingleton<IAlarm>(services => new MetricAlarm(
            name, services.GetRequiredService<IOptionsMonitor<MetricAlarmOptions>>().Get(name), services.GetRequiredService<TimeProvider>()));
        return builder;
    }

    private static void Check(IForgeBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
    }
}
