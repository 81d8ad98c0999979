using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using WhaleCopy.Poller.Replay;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>What is made of a whale's past: his numbers, and the explanation of his signals.</summary>
public sealed class StatisticsTests(PostgresFixture postgres, GarnetFixture redis) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private static readonly (string, string)[] Hurried = [("Polling:Statistics", "00:00:00.5")];

    [Fact]
    public async Task Closed_positions_of_the_history_become_numbers_a_score_and_a_curve()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.StartPollerAsync(Hurried);
        var whaleId = await rig.BaselineAsync("1");
        await rig.Venue.PricesAsync(["BTCUSDT"], 60_000m);
        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 1m, 60_000m));
        await rig.SignalsAsync("1", "OPEN");
        await rig.Venue.PricesAsync(["BTCUSDT"], 61_000m);
        await rig.Venue.HoldsAsync("1", new Holding("ETHUSDT", "LONG", 1m, 3_400m));
        await rig.SignalsAsync("1", "OPEN", "CLOSE", "OPEN");

        // One look may know the close and not yet the new book; the look after the last change knows all.
        await Eventually.ObserveAsync(
            () => rig.ScalarAsync<string>("""
                select concat_ws(' ', s.total_trades, s.profit7d::int, s.average_holding_seconds >= 0, s.turnover30d > 0,
                    s.roi7d between 0.0099 and 0.0102, jsonb_array_length(s.equity_curve) >= 2,
                    s.equity_curve->0 ? 'at' and s.equity_curve->0 ? 'value', s.entry_distance_percent between 2.9 and 3,
                    s.minimum_budget_usdt > 0, s.history_read_to is not null, s.source_numbers is not null, w.score between 0 and 100)
                from whale_stats s join whales w on w.id = s.whale_id where s.whale_id = $1
                """, whaleId),
            seen => seen == "1 1000 t t t t t t t t t t",
            PollerRig.Patience);
        Assert.Equal(1L, await rig.ScalarAsync<long>("select count(*) from whale_closed_positions where whale_id = $1", whaleId));
    }

    [Fact]
    public async Task A_replay_makes_the_same_signals_of_the_kept_answers()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.HoldsAsync("1", new Holding("SOLUSDT", "LONG", 5m));
        await rig.StartPollerAsync();
        var whaleId = await rig.BaselineAsync("1");
        await rig.Venue.HoldsAsync("1", new Holding("SOLUSDT", "LONG", 5m), new Holding("BTCUSDT", "LONG", 1m));
        await rig.SignalsAsync("1", "OPEN");
        await rig.Venue.HoldsAsync("1", new Holding("SOLUSDT", "LONG", 5m), new Holding("BTCUSDT", "LONG", 2m));
        await rig.SignalsAsync("1", "OPEN", "INCREASE");
        await rig.Venue.HoldsAsync("1", new Holding("SOLUSDT", "LONG", 5m));
        var signals = await rig.SignalsAsync("1", "OPEN", "INCREASE", "CLOSE");

        using var output = new StringWriter();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddConfiguration(rig.Configuration);
        var arguments = new ReplayArguments("1", DateTimeOffset.MinValue, []);
        Assert.Equal(0, await ReplayCommand.RunAsync(builder, arguments, output, TextWriter.Null, TestContext.Current.CancellationToken));

        var text = output.ToString();
        foreach (var signal in signals)
            Assert.Contains(FormattableString.Invariant($"{signal.Kind} USD-M BTCUSDT LONG × {signal.Fraction:0.####}: signal {signal.Id}"), text, StringComparison.Ordinal);
        Assert.DoesNotContain("was not told then", text, StringComparison.Ordinal);
        Assert.Equal(3, text.Split(": signal ").Length - 1);
        Assert.True(await rig.ScalarAsync<long>("select count(*) from whale_answers where whale_id = $1", whaleId) >= 4L);
    }

    [Fact]
    public async Task Answers_are_forgotten_after_their_time()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.HoldsAsync("1", new Holding("SOLUSDT", "LONG", 5m));
        await rig.StartPollerAsync(("Polling:KeepAnswers", "00:00:02"));
        await rig.BaselineAsync("1");
        Assert.True(await rig.ScalarAsync<long>("select max(id) from whale_answers") > 0L);

        await Eventually.ObserveAsync(() => rig.ScalarAsync<long>("select count(*) from whale_answers"), kept => kept == 0L, PollerRig.Patience);
    }
}
