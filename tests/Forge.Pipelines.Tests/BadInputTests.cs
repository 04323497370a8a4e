using System.Globalization;
using Forge.Pipelines.Schedules;
using Forge.Pipelines.Webhooks;
using Forge.Testing.BadInput;

namespace Forge.Pipelines.Tests;

/// <summary>Schedules that never come or cannot be read, and webhooks that are not what they say.</summary>
public sealed class BadInputTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly WebhookSender Sender = new() { Provider = WebhookProvider.GitHub, Event = "push", Delivery = "d-1", Initiator = "i" };

    private static readonly BadInputArea Schedules = new("schedule");
    private static readonly BadInputArea Webhooks = new("webhook");

    public static TheoryData<string> ScheduleInputs => Schedules.Inputs;

    public static TheoryData<string> WebhookInputs => Webhooks.Inputs;

    [Theory]
    [MemberData(nameof(ScheduleInputs))]
    public void Validate_Schedule_SaysWhatIsExpectedOrWhenItComes(string input) => Schedules.Check(input, (_, bytes) =>
    {
        var options = OptionsText.Read<SchedulesOptions>(bytes);
        return new SchedulesOptionsValidator().Validate(null, options).Failures ?? options.Schedules.Select(schedule => $"accepted: {string.Join(", ", Times(schedule))}");
    });

    [Theory]
    [MemberData(nameof(WebhookInputs))]
    public void Read_Webhook_SaysWhatIsExpected(string input) => Webhooks.Check(input, (_, bytes) =>
    {
        var reading = WebhookReceiver.Read(Sender, bytes);
        return [reading.Event is { } found ? $"accepted: {found.Event} of {found.Trigger} at '{found.SourceVersion}' by '{found.Actor}', {found.Files.Count} files" : $"{(reading.IsMalformed ? "malformed" : "ignored")}: {reading.Reason}"];
    });

    private static IEnumerable<string> Times(ScheduleOptions schedule) => SchedulePlanner.Parse(schedule.Cron)
        .GetOccurrences(Now, Now.AddYears(10), TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone)).Take(3).Select(time => time.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
}
