using System.Globalization;
using Forge.Cli.Configuration;
using Forge.Cli.Output;
using Forge.Deploy;

namespace Forge.Cli.Hosting;

/// <summary>Says when a group is deployed to, and with whose consent.</summary>
internal static class GroupRules
{
    private const string TimeFormat = "HH:mm";

    /// <summary>Adds an alarm.</summary>
    public static void AddAlarm(this IForgeBuilder forge, AlarmConfig alarm)
    {
        if (alarm is { Url: { } url, Server: null, Query: null })
        {
            forge.AddHttpAlarm(alarm.Name, options => options.Url = Address(url, alarm.Name));
        }
        else if (alarm is { Url: null, Server: { } server, Query: { } query })
        {
            forge.AddPrometheusAlarm(alarm.Name, options =>
            {
                options.Server = Address(server, alarm.Name);
                options.Query = query;
            });
        }
        else
        {
            throw new UserException($"The alarm '{alarm.Name}' needs either a url, or a server and a query.");
        }
    }

    /// <summary>Fills in the rules of a group.</summary>
    public static void Set(DeploymentGroupOptions options, GroupConfig group)
    {
        options.QueueBehavior = group.Queue ? QueueBehavior.Queue : QueueBehavior.Refuse;
        options.BakeTime = TimeSpan.FromSeconds(group.BakeTimeInSeconds);
        FleetServices.AddTo(options.Alarms, group.Alarms);
        FleetServices.AddTo(options.Windows, group.Windows.Select(window => ToOptions(window, group.Name)));
        FleetServices.AddTo(options.Gates, group.Gates.Select(ToOptions));
    }

    private static DeploymentWindowOptions ToOptions(WindowConfig window, string group)
    {
        var options = new DeploymentWindowOptions { From = Time(window.From, group), To = Time(window.To, group), TimeZone = window.TimeZone };
        FleetServices.AddTo(options.Days, window.Days.Select(day => Parse<DayOfWeek>(day, "day")));
        return options;
    }

    private static DeploymentGateOptions ToOptions(GateConfig gate)
    {
        var options = new DeploymentGateOptions { Name = gate.Name, Stage = Parse<DeploymentStage>(gate.Stage, "stage of a gate") };
        options.Event = gate.Event is { } name ? Parse<LifecycleEvent>(name, "lifecycle event") : null;
        options.TimeLimit = gate.TimeLimitInSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : options.TimeLimit;
        return options;
    }

    private static Uri Address(string text, string alarm) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : throw new UserException($"'{text}' of the alarm '{alarm}' is not a URL.");

    private static TimeOnly Time(string text, string group) =>
        TimeOnly.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw new UserException($"'{text}' in a window of '{group}' is not a time: write it as in 22:00.");

    private static T Parse<T>(string text, string what)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0])
            ? value
            : throw new UserException($"'{text}' is not a {what}: use one of {string.Join(", ", Enum.GetNames<T>())}.");
}
