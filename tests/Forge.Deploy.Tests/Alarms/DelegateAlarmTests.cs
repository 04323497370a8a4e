using Forge.Conformance;
using Forge.Deploy.Alarms;

namespace Forge.Deploy.Tests.Alarms;

public sealed class DelegateAlarmTests : AlarmConformanceTests
{
    private Func<AlarmState> _answer = () => AlarmState.Ok;

    protected override IAlarm Alarm => new DelegateAlarm("own", _ => Task.FromResult(_answer()));

    protected override Task BecomeAsync(AlarmState state)
    {
        _answer = () => state;
        return Task.CompletedTask;
    }

    protected override Task BreakAsync()
    {
        _answer = () => throw new InvalidOperationException("no sensor");
        return Task.CompletedTask;
    }
}
