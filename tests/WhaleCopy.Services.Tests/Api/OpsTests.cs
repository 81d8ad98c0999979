using Microsoft.Extensions.DependencyInjection;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>What administrators see, and nobody else.</summary>
[Collection(ApiGroup.Name)]
public sealed class OpsTests(ApiFixture api)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v1/ops/circuits")]
    [InlineData("/api/v1/ops/queues")]
    [InlineData("/api/v1/ops/tiers")]
    public async Task Only_administrators_see_it(string path)
    {
        var user = await api.SignInAsync("ELITE");
        (await user.GetAsync(path)).ShouldRefuse(403, "FORBIDDEN");
        (await api.Anonymous().GetAsync(path)).ShouldRefuse(401, "UNAUTHENTICATED");

        var administrator = await api.SignInAsync(telegramId: ApiFixture.AdministratorId);
        Assert.NotEmpty((await administrator.GetAsync(path)).ShouldBe(200).Text);
    }

    [Fact]
    public async Task Who_leaves_the_settings_is_no_administrator_at_his_next_sign_in()
    {
        var user = await api.SignInAsync();
        await using (var database = api.Database())
        {
            database.Users.Single(row => row.Id == user.UserId).IsAdmin = true;
            await database.SaveChangesAsync(Cancelled);
        }

        (await user.GetAsync("/api/v1/ops/queues")).ShouldBe(200);
        await api.SignInAsync(telegramId: user.TelegramId);

        (await user.GetAsync("/api/v1/ops/queues")).ShouldRefuse(403, "FORBIDDEN");
    }

    [Fact]
    public async Task Circuits_are_shown_of_every_process_that_lives_open_ones_first()
    {
        var store = ActivatorUtilities.CreateInstance<CircuitStore>(api.Services);
        var closed = new CircuitReading(Venue.Binance, OperationClass.Entry, IsOpen: false, api.Now.AddMinutes(-5));
        var open = new CircuitReading(Venue.Okx, OperationClass.WhaleRead, IsOpen: true, api.Now.AddSeconds(-1));
        await store.ReportAsync("executor/a", [closed, open with { IsOpen = false }], api.Now.AddSeconds(-1), Cancelled);
        await store.ReportAsync("executor/a", [closed], api.Now, Cancelled);
        await store.ReportAsync("poller/b", [open], api.Now, Cancelled);
        await store.ReportAsync("executor/gone", [open], api.Now - CircuitStore.Silence - TimeSpan.FromSeconds(1), Cancelled);

        var administrator = await api.SignInAsync(telegramId: ApiFixture.AdministratorId);
        var items = (await administrator.GetAsync("/api/v1/ops/circuits")).ShouldBe(200).Items.EnumerateArray().ToList();

        Assert.Equal(["poller/b", "executor/a", "executor/a"], items.Select(item => item.GetProperty("instance").GetString()));
        Assert.Equal([true, false, false], items.Select(item => item.GetProperty("is_open").GetBoolean()));
        Assert.Equal("OKX", items[0].GetProperty("exchange").GetString());
        Assert.Equal("WHALE_READ", items[0].GetProperty("operation").GetString());

        await store.ReportAsync("poller/b", [open], api.Now.AddHours(2), Cancelled);
        Assert.Equal(0, await api.ScalarAsync<int>("select count(*) from venue_circuits where instance <> 'poller/b'"));
    }

    [Fact]
    public async Task Queues_say_how_much_waits_and_since_when()
    {
        var administrator = await api.SignInAsync(telegramId: ApiFixture.AdministratorId);
        var before = await WaitingAsync();
        var whale = await api.AddWhaleAsync();
        await api.AddSignalAsync(whale.Id, signal => signal.DetectedAt = api.Now.AddDays(-300));
        await api.AddSignalAsync(whale.Id, signal => signal.Status = SignalStatus.Processed);
        await api.AddAsync(new DeadLetterRow
        {
            Source = DeadLetterSource.Signal,
            SourceId = "1",
            Error = "broken",
            Context = "{}",
            Attempts = 5,
            CreatedAt = api.Now,
        });

        var items = (await administrator.GetAsync("/api/v1/ops/queues")).ShouldBe(200).Items.EnumerateArray().ToDictionary(item => item.GetProperty("name").GetString()!);

        Assert.Equal(["DEAD_LETTERS", "NOTIFICATIONS", "SIGNALS", "TASKS", "TRADES", "TRADES_UNKNOWN"], items.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(before["SIGNALS"] + 1, items["SIGNALS"].GetProperty("waiting").GetInt64());
        Assert.Equal(before["DEAD_LETTERS"] + 1, items["DEAD_LETTERS"].GetProperty("waiting").GetInt64());
        Assert.InRange(items["SIGNALS"].GetProperty("oldest_at").GetDateTimeOffset(), api.Now.AddDays(-300).AddSeconds(-1), api.Now.AddDays(-300).AddSeconds(1));

        async Task<Dictionary<string, long>> WaitingAsync() => (await administrator.GetAsync("/api/v1/ops/queues")).ShouldBe(200).Items.EnumerateArray()
            .ToDictionary(item => item.GetProperty("name").GetString()!, item => item.GetProperty("waiting").GetInt64());
    }

    [Fact]
    public async Task Tiers_say_how_many_whales_are_overdue_and_what_interval_is_achieved()
    {
        foreach (var (due, interval) in new[] { (-30, 40_000), (30, 20_000) })
        {
            await api.AddWhaleAsync(whale =>
            {
                whale.Exchange = Venue.Bitget;
                whale.Monitor!.Exchange = Venue.Bitget;
                whale.Monitor.Tier = PollingTier.Critical;
                whale.Monitor.NextPollAt = api.Now.AddSeconds(due);
                whale.Monitor.AchievedIntervalMs = interval;
            });
        }

        var administrator = await api.SignInAsync(telegramId: ApiFixture.AdministratorId);
        var tier = Assert.Single(
            (await administrator.GetAsync("/api/v1/ops/tiers")).ShouldBe(200).Items.EnumerateArray(),
            item => item.GetProperty("exchange").GetString() == "BITGET" && item.GetProperty("tier").GetString() == "CRITICAL");

        Assert.Equal((2, 1, 30_000), (tier.GetProperty("whales").GetInt32(), tier.GetProperty("overdue").GetInt32(), tier.GetProperty("achieved_interval_ms").GetInt32()));
    }
}
