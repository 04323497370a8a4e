using Forge.Conformance;
using Forge.Testing;

namespace Forge.Abstractions.Tests.Events;

public sealed class FakeAlarmConformanceTests : AlarmConformanceTests
{
    private readonly FakeAlarm _alarm = new();

    protected override IAlarm Alarm => _alarm;

    protected override Task BecomeAsync(AlarmState state)
    {
        _alarm.State = state;
        return Task.CompletedTask;
    }

    protected override Task BreakAsync()
    {
        _alarm.Failure = new AlarmException("The alarm 'fake' cannot be read: it was told so.", _alarm.Name);
        return Task.CompletedTask;
    }
}
