using Forge.Conformance;
using Forge.Deploy.Alarms;
using Forge.Testing;

namespace Forge.Deploy.Tests.Alarms;

public sealed class PrometheusAlarmTests(PrometheusServer server) : AlarmConformanceTests, IClassFixture<PrometheusServer>, IAsyncLifetime, IDisposable
{
    private PrometheusAlarm? _alarm;

    protected override IAlarm Alarm => _alarm ??= Create("shop_errors > 5 or shop_errors != shop_errors");

    public async ValueTask InitializeAsync()
    {
        await server.StartAsync();
        await ShowAsync("1");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Dispose() => _alarm?.Dispose();

    [Theory]
    [InlineData("scalar(vector(0))", AlarmState.Ok)]
    [InlineData("scalar(vector(2))", AlarmState.Alarm)]
    [InlineData("scalar(vector(NaN))", AlarmState.InsufficientData)]
    [InlineData("vector(+Inf)", AlarmState.Alarm)]
    [InlineData("vector(NaN)", AlarmState.InsufficientData)]
    [InlineData("absent(shop_errors)", AlarmState.Ok)]
    public async Task GetStateAsync_Query_IsJudgedLikeAnAlertingRule(string query, AlarmState expected)
    {
        using var alarm = Create(query);

        (await alarm.GetStateAsync(Cancel)).Should().Be(expected);
    }

    [Theory]
    [InlineData("shop_errors >", "*'errors' is refused*parse error*")]
    [InlineData("shop_errors[1m]", "*gives a matrix: ask for a vector or a scalar*")]
    public async Task GetStateAsync_QueryThatSaysNothing_ThrowsAndSaysWhy(string query, string message)
    {
        using var alarm = Create(query);

        (await alarm.Awaiting(it => it.GetStateAsync(Cancel)).Should().ThrowAsync<AlarmException>().WithMessage(message)).Which.IsTransient.Should().BeFalse();
    }

    [Fact]
    public async Task GetStateAsync_ServerIsSomethingElse_ThrowsAndSaysSo()
    {
        await using var other = new HttpAnswer { Body = "<html>" };
        using var alarm = new PrometheusAlarm("errors", new PrometheusAlarmOptions { Server = other.Url, Query = "up" }, TimeProvider.System);

        await alarm.Awaiting(it => it.GetStateAsync(Cancel)).Should().ThrowAsync<AlarmException>().WithMessage("*is not Prometheus'. Is the URL of the server right?");
    }

    protected override Task BecomeAsync(AlarmState state) => ShowAsync(state switch
    {
        AlarmState.Alarm => "7",
        AlarmState.Ok => "1",
        _ => "NaN",
    });

    protected override Task BreakAsync() => server.StopAsync();

    private PrometheusAlarm Create(string query) => new("errors", new PrometheusAlarmOptions { Server = server.Url, Query = query }, TimeProvider.System);

    // Waits until the server has scraped the value.
    private async Task ShowAsync(string value)
    {
        server.Target.Body = $"shop_errors {value}\n";
        using var client = new HttpClient();
        await Eventually.BeTrueAsync(
            async () => (await client.GetStringAsync(new Uri(server.Url, "api/v1/query?query=shop_errors"), Cancel)).Contains($"\"{value}\"]", StringComparison.Ordinal), Cancel);
    }
}
