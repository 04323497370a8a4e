using Forge.Conformance;
using Forge.Deploy.Alarms;
using Forge.Testing;

namespace Forge.Deploy.Tests.Alarms;

public sealed class HttpAlarmTests : AlarmConformanceTests, IAsyncDisposable
{
    private readonly HttpAnswer _answer = new();
    private readonly HttpAlarm _alarm;

    public HttpAlarmTests() => _alarm = Create(attempts: 1);

    protected override IAlarm Alarm => _alarm;

    public async ValueTask DisposeAsync()
    {
        _alarm.Dispose();
        await _answer.DisposeAsync();
    }

    [Theory]
    [InlineData(204, "", AlarmState.Ok)]
    [InlineData(500, "", AlarmState.Alarm)]
    [InlineData(503, "", AlarmState.Alarm)]
    [InlineData(503, "10", AlarmState.InsufficientData)]
    public async Task GetStateAsync_Status_IsTheState(int status, string retryAfter, AlarmState expected)
    {
        (_answer.Status, _answer.RetryAfter) = (status, retryAfter);

        (await _alarm.GetStateAsync(Cancel)).Should().Be(expected);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(404)]
    public async Task GetStateAsync_StatusThatSaysNothing_CannotBeRead(int status)
    {
        _answer.Status = status;

        await _alarm.Awaiting(it => it.GetStateAsync(Cancel)).Should().ThrowAsync<AlarmException>().WithMessage($"*got the status {status} from*");
    }

    [Theory]
    [InlineData(200, 1)]
    [InlineData(500, 2)]
    public async Task GetStateAsync_Attempts_AreMadeUntilAllIsWell(int status, int questions)
    {
        _answer.Status = status;
        using var alarm = Create(attempts: 2);

        (await alarm.GetStateAsync(Cancel)).Should().Be(status == 200 ? AlarmState.Ok : AlarmState.Alarm);

        _answer.Questions.Should().Be(questions);
    }

    [Fact]
    public async Task GetStateAsync_NobodyListens_SaysWhom()
    {
        var url = _answer.Url;
        await _answer.DisposeAsync();

        await _alarm.Awaiting(it => it.GetStateAsync(Cancel)).Should().ThrowAsync<AlarmException>().WithMessage($"*'health' cannot ask '{url}'*");
    }

    [Theory]
    [InlineData("ftp://host/")]
    [InlineData("/relative")]
    public void Options_UrlOfAnotherKind_IsRefused(string url) =>
        new HttpAlarmOptionsValidator().Validate("health", new HttpAlarmOptions { Url = new Uri(url, UriKind.RelativeOrAbsolute) }).FailureMessage.Should().Contain("http://");

    protected override Task BecomeAsync(AlarmState state)
    {
        (_answer.Status, _answer.RetryAfter) = state switch
        {
            AlarmState.Ok => (200, ""),
            AlarmState.Alarm => (500, ""),
            _ => (503, "1"),
        };
        return Task.CompletedTask;
    }

    protected override Task BreakAsync()
    {
        _answer.Status = 404;
        return Task.CompletedTask;
    }

    private HttpAlarm Create(int attempts) => new("health", new HttpAlarmOptions { Url = _answer.Url, Attempts = attempts }, TimeProvider.System);
}
