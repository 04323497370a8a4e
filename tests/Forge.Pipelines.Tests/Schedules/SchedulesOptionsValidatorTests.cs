using Forge.Pipelines.Schedules;

namespace Forge.Pipelines.Tests.Schedules;

public sealed class SchedulesOptionsValidatorTests
{
    [Fact]
    public void Validate_GoodSchedules_Succeeds() =>
        Validate(Good(), Good(schedule => (schedule.Name, schedule.Cron, schedule.TimeZone) = ("seconds", "0 0 2 * * 1-5", "Europe/Berlin"))).Should().BeEmpty();

    [Fact]
    public void Validate_ManyMistakes_ListsAll() =>
        Validate(
            Good(schedule => schedule.Name = "no way"),
            Good(schedule => schedule.Project = ""),
            Good(schedule => schedule.Cron = "every day"),
            Good(schedule => schedule.Cron = "0 0 30 2 *"),
            Good(schedule => schedule.TimeZone = "Mars/Phobos"),
            Good(schedule => schedule.Timeout = TimeSpan.Zero))
            .Should().SatisfyRespectively(
                problem => problem.Should().StartWith("The name 'no way' of a schedule is not allowed"),
                problem => problem.Should().StartWith("The schedule 'nightly' names no project"),
                problem => problem.Should().StartWith("The schedule 'nightly' has the cron expression 'every day', which cannot be read"),
                problem => problem.Should().Be("The schedule 'nightly' has the cron expression '0 0 30 2 *', which is a time that never comes."),
                problem => problem.Should().StartWith("The schedule 'nightly' has the time zone 'Mars/Phobos'"),
                problem => problem.Should().StartWith("The schedule 'nightly' gives its builds 00:00:00"),
                problem => problem.Should().StartWith("There are 5 schedules named 'nightly'"));

    private static ScheduleOptions Good(Action<ScheduleOptions>? change = null)
    {
        var schedule = new ScheduleOptions { Name = "nightly", Cron = "0 2 * * *", Project = "shop" };
        change?.Invoke(schedule);
        return schedule;
    }

    private static IEnumerable<string> Validate(params ScheduleOptions[] schedules)
    {
        var options = new SchedulesOptions();
        foreach (var schedule in schedules)
        {
            options.Schedules.Add(schedule);
        }

        return new SchedulesOptionsValidator().Validate(null, options).Failures ?? [];
    }
}
