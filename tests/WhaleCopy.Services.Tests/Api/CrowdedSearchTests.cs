using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>
/// The list of whales over 100,000 of them: PostgreSQL itself tells how it ran what the Api sent, and no page may read the whales
/// from end to end. The time that each page took stands in the output.
/// </summary>
[Collection(ApiGroup.Name)]
public sealed class CrowdedSearchTests(ApiFixture api, CrowdedDatabase crowd) : IClassFixture<CrowdedDatabase>, IAsyncLifetime
{
    private const int Timed = 20;
    private const string Notice = "Received notice: duration:";

    private WebApplication? _app;
    private ApiCaller? _user;

    public async ValueTask InitializeAsync()
    {
        _app = api.Build(overrides: [("ConnectionStrings:whalecopy", crowd.ConnectionString), ("Logging:LogLevel:Npgsql", "Debug")]);
        await _app.StartAsync();
        _user = await api.SignInAsync(api.CallerOf(_app));
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("q=golden", true)]
    [InlineData("q=GOLDEN moon 4242", false)]
    [InlineData("q=nobody is called that", false)]
    [InlineData("q=40000791900", false)]
    [InlineData("q=大师", true)]
    [InlineData("q=xq", false)]
    [InlineData("q=z", true)]
    [InlineData("q=lucky&sort=roi_30d", true)]
    [InlineData("q=nobody&sort=win_rate", false)]
    [InlineData("exchange=OKX", true)]
    [InlineData("exchange=OKX&rank=DIAMOND", false)]
    [InlineData("rank=DIAMOND", true)]
    [InlineData("rank=DIAMOND&sort=drawdown", true)]
    [InlineData("status=RATE_LIMITED", true)]
    [InlineData("status=RATE_LIMITED&exchange=BITGET&rank=DIAMOND&sort=followers", false)]
    [InlineData("min_roi=0.999", false)]
    [InlineData("min_roi=0.1", true)]
    [InlineData("min_roi=0.99&min_win_rate=0.99", false)]
    [InlineData("min_win_rate=0.999&sort=followers", true)]
    [InlineData("market=USD-M", true)]
    [InlineData("market=COIN-M", true)]
    [InlineData("market=SPOT", false)]
    [InlineData("market=COIN-M&status=DARK&sort=roi_7d", false)]
    [InlineData("followed=true", false)]
    [InlineData("followed=false", true)]
    [InlineData("sort=roi_7d", true)]
    [InlineData("sort=roi_30d&min_win_rate=0.5", true)]
    [InlineData("sort=win_rate", true)]
    [InlineData("sort=drawdown", true)]
    [InlineData("sort=followers", true)]
    public async Task No_page_reads_the_whales_from_end_to_end(string query, bool hasMore)
    {
        var path = $"/api/v1/whales?{query}&limit=50";

        var first = await PageAsync(path);
        Assert.Equal(hasMore, first.NextCursor is not null);
        if (hasMore)
            await PageAsync($"{path}&cursor={first.NextCursor}");
    }

    [Fact]
    public async Task The_end_of_an_order_is_found_as_its_begin_is()
    {
        // After the last whale with the number come those without.
        const string Path = "/api/v1/whales?sort=roi_7d&q=golden moon&limit=100";
        var page = await PageAsync(Path);
        for (var pages = 0; page.NextCursor is not null && pages < 100; pages++)
            page = await PageAsync($"{Path}&cursor={page.NextCursor}");

        Assert.Null(page.NextCursor);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, page.Items.EnumerateArray().Last().GetProperty("stats").GetProperty("roi_7d").ValueKind);
    }

    private async Task<ApiAnswer> PageAsync(string path)
    {
        var before = api.Log.Entries.Count;
        var answer = (await _user!.GetAsync(path)).ShouldBe(200);
        var plans = api.Log.Entries.Skip(before).Where(entry => entry.Contains(Notice, StringComparison.Ordinal)).ToList();

        Assert.Contains(plans, plan => plan.Contains("FROM whales AS w", StringComparison.Ordinal));
        Assert.All(plans, plan => Assert.DoesNotContain("Seq Scan on whales", plan, StringComparison.Ordinal));
        await TellTimeAsync(path);
        return answer;
    }

    /// <summary>A figure for the reader; what is asserted is the plan.</summary>
    private async Task TellTimeAsync(string path)
    {
        var times = new List<double>();
        for (var i = 0; i < Timed; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await _user!.GetAsync(path);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{times[times.Count / 2],8:0.0} ms median {times[^1],8:0.0} ms worst of {Timed}: {path}"));
    }
}
