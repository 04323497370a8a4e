using FluentAssertions;
using Xunit;

namespace Forge.Conformance;

/// <summary>What every <see cref="IAlarm"/> owes its callers. Each implementation derives one class.</summary>
public abstract class AlarmConformanceTests
{
    /// <summary>Gets a token that ends with the test.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Gets the alarm under test. All is well.</summary>
    protected abstract IAlarm Alarm { get; }

    /// <summary>Makes what the alarm watches say something else.</summary>
    protected abstract Task BecomeAsync(AlarmState state);

    /// <summary>Makes what the alarm watches unreadable.</summary>
    protected abstract Task BreakAsync();

    [Fact]
    public void Name_Always_IsNotEmpty() => Alarm.Name.Should().NotBeEmpty();

    [Theory]
    [InlineData(AlarmState.Ok)]
    [InlineData(AlarmState.Alarm)]
    [InlineData(AlarmState.InsufficientData)]
    public async Task GetStateAsync_Always_TellsThePresentState(AlarmState state)
    {
        await BecomeAsync(state);

        (await Alarm.GetStateAsync(Cancel)).Should().Be(state);
    }

    [Fact]
    public async Task GetStateAsync_StateChanges_IsNotRemembered()
    {
        var before = await Alarm.GetStateAsync(Cancel);
        await BecomeAsync(AlarmState.Alarm);
        var during = await Alarm.GetStateAsync(Cancel);
        await BecomeAsync(AlarmState.Ok);

        (before, during, await Alarm.GetStateAsync(Cancel)).Should().Be((AlarmState.Ok, AlarmState.Alarm, AlarmState.Ok));
    }

    [Fact]
    public async Task GetStateAsync_CannotBeRead_ThrowsAndNamesTheAlarm()
    {
        await BreakAsync();

        var asking = () => Alarm.GetStateAsync(Cancel);

        (await asking.Should().ThrowAsync<AlarmException>()).Where(e => e.Alarm == Alarm.Name);
    }

    [Fact]
    public async Task GetStateAsync_SeveralAtOnce_AllAnswer()
    {
        var states = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Alarm.GetStateAsync(Cancel)));

        states.Should().AllBeEquivalentTo(AlarmState.Ok);
    }

    [Fact]
    public async Task GetStateAsync_Cancelled_Throws()
    {
        var asking = () => Alarm.GetStateAsync(new CancellationToken(canceled: true));

        await asking.Should().ThrowAsync<OperationCanceledException>();
    }
}
