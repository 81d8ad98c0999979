using StackExchange.Redis;
using WhaleCopy.Contracts;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>What a whale does, seen through HTTP, becomes rows: each change once.</summary>
public sealed class SignalDetectionTests(PostgresFixture postgres, GarnetFixture redis) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    [Fact]
    public async Task A_position_from_open_to_close_is_one_signal_a_change()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.StartPollerAsync();
        await rig.BaselineAsync("1");

        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 2m, 60000m, 20));
        await rig.SignalsAsync("1", "OPEN");
        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 2.8m, 60000m, 20));
        await rig.SignalsAsync("1", "OPEN", "INCREASE");
        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 1.4m, 60000m, 20));
        await rig.SignalsAsync("1", "OPEN", "INCREASE", "REDUCE");
        await rig.Venue.HoldsAsync("1");
        var signals = await rig.SignalsAsync("1", "OPEN", "INCREASE", "REDUCE", "CLOSE");

        Assert.Equal(["BUY", "BUY", "SELL", "SELL"], signals.Select(signal => signal.Action));
        Assert.All(signals, signal => Assert.Equal(("LONG", "BTCUSDT"), (signal.Side, signal.Symbol)));
        Assert.Equal([1m, 0.4m, 0.5m, 1m], signals.Select(signal => signal.Fraction));
        Assert.Equal(4, signals.Select(signal => signal.TxHash).Distinct().Count());
        Assert.True(signals.Zip(signals.Skip(1)).All(pair => pair.First.Snapshot < pair.Second.Snapshot));
        await rig.PollsAsync("1", 3);
        Assert.Equal(4, (await rig.SignalsAsync("1")).Count);
    }

    [Fact]
    public async Task A_signal_carries_the_whales_numbers_and_the_trace_of_its_poll()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.StartPollerAsync();
        await rig.BaselineAsync("1");

        await rig.Venue.HoldsAsync("1", new Holding("ETHUSDT", "SHORT", 3m, 3400m, 7));
        await rig.SignalsAsync("1", "OPEN");

        Assert.Equal(1L, await rig.ScalarAsync<long>("""
            select count(*) from whale_signals
            where action = 'SELL' and side = 'SHORT' and market = 'USD-M' and leverage = 7 and whale_size = 3 and whale_size_change = 3
              and whale_size_unit = 'BASE' and reference_price = 3400 and price_at_signal = 3500 and amount_usd = 10500
              and status = 'PENDING' and trace_parent ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$' and previous_complete_at < detected_at
            """));
    }

    [Fact]
    public async Task The_book_is_stored_when_it_changes_and_not_otherwise()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 1m));
        await rig.StartPollerAsync();
        var whaleId = await rig.BaselineAsync("1");
        await rig.PollsAsync("1", 4);
        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 1m), new Holding("SOLUSDT", "SHORT", 5m));
        await rig.SignalsAsync("1", "OPEN");
        await rig.PollsAsync("1", 4);

        Assert.Equal("USD-M", await rig.ScalarAsync<string>("select string_agg(market, ',') from whale_markets where whale_id = $1", whaleId));
        Assert.Equal(2L, await rig.ScalarAsync<long>("select count(*) from whale_snapshots where whale_id = $1", whaleId));
        Assert.Equal(2, await rig.ScalarAsync<int>(
            "select jsonb_array_length(positions) from whale_snapshots where whale_id = $1 order by number desc limit 1", whaleId));
        Assert.True(await rig.ScalarAsync<bool>(
            "select m.snapshot_number >= 10 and m.last_complete_at is not null and m.achieved_interval_ms > 0 and m.last_result = 'COMPLETE' "
            + "from whale_monitors m where whale_id = $1", whaleId));
    }

    [Fact]
    public async Task What_a_whale_holds_when_he_is_found_is_no_signal()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 1m), new Holding("ETHUSDT", "SHORT", 2m));
        await rig.StartPollerAsync();
        await rig.BaselineAsync("1");
        await rig.PollsAsync("1", 3);

        Assert.Empty(await rig.SignalsAsync("1"));
    }

    [Fact]
    public async Task A_close_and_an_open_at_once_are_two_signals_the_exit_first()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 1m));
        await rig.StartPollerAsync();
        await rig.BaselineAsync("1");

        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "SHORT", 1m));
        var signals = await rig.SignalsAsync("1", "CLOSE", "OPEN");

        Assert.Equal(["SELL LONG", "SELL SHORT"], signals.Select(signal => $"{signal.Action} {signal.Side}"));
        Assert.All(signals, signal => Assert.Null(signal.LinkedId));
    }

    [Theory]
    [InlineData("binance", "1")]
    [InlineData("okx", "0123456789ABCDEF")]
    public async Task A_flip_of_one_who_holds_one_side_at_a_time_is_a_linked_pair(string exchange, string uid)
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync(uid, exchange: exchange, hedgeMode: false);
        await rig.Venue.HoldsAsync(exchange, uid, true, new Holding("BTCUSDT", "LONG", 2m));
        await rig.StartPollerAsync();
        await rig.BaselineAsync(uid);

        // History is silent: the opposite side alone confirms the close.
        await rig.Venue.HoldsAsync(exchange, uid, false, new Holding("BTCUSDT", "SHORT", 1m));
        var there = await rig.SignalsAsync(uid, "CLOSE", "OPEN");
        await rig.Venue.HoldsAsync(exchange, uid, true, new Holding("BTCUSDT", "LONG", 3m));
        var andBack = (await rig.SignalsAsync(uid, "CLOSE", "OPEN", "CLOSE", "OPEN"))[2..];
        await rig.PollsAsync(uid, 3);

        foreach (var pair in new[] { there, andBack })
        {
            Assert.Equal((pair[1].Id, pair[0].Id), (pair[0].LinkedId, pair[1].LinkedId));
            Assert.True(pair[0].Id < pair[1].Id);
            Assert.Single(pair.Select(signal => signal.Snapshot).Distinct());
        }

        Assert.Equal(["SELL LONG", "SELL SHORT"], there.Select(signal => $"{signal.Action} {signal.Side}"));
        Assert.Equal(["BUY SHORT", "BUY LONG"], andBack.Select(signal => $"{signal.Action} {signal.Side}"));
        Assert.Equal("FLIP", await rig.ScalarAsync<string>("select distinct link from whale_signals"));
        Assert.Equal(4, (await rig.SignalsAsync(uid)).Count);
    }

    [Fact]
    public async Task Executor_and_followers_hear_of_a_signal_after_its_commit()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await using var executor = await ListeningExecutor.StartAsync();
        await using var bus = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var news = new System.Collections.Concurrent.ConcurrentQueue<LiveEvent>();
        await bus.GetSubscriber().SubscribeAsync(RedisChannel.Literal(LiveEvent.Channel), (_, text) => news.Enqueue(LiveEvent.TryParse(text!)!));
        await rig.Venue.TraderAsync("1");
        // A call that takes too long is not repeated: the executor would find the signal by itself.
        await rig.StartPollerAsync(("Services:Executor", executor.Url), ("Polling:WakeUpDeadline", "00:00:30"));
        var whaleId = await rig.BaselineAsync("1");

        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 1m));
        var signal = Assert.Single(await rig.SignalsAsync("1", "OPEN"));

        await Eventually.ObserveAsync(() => Task.FromResult(executor.Heard.ToArray()), heard => heard is [var id] && id == signal.Id, PollerRig.Patience);
        await Eventually.ObserveAsync(
            () => Task.FromResult(news.Any(told => told.Kind == LiveEventKind.Signal && told.Id == signal.Id && told.WhaleId == whaleId)),
            isTold => isTold,
            PollerRig.Patience);
    }

    [Fact]
    public async Task A_dead_executor_costs_no_signal()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.StartPollerAsync(("Services:Executor", "http://127.0.0.1:1"));
        await rig.BaselineAsync("1");

        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 1m));
        await rig.SignalsAsync("1", "OPEN");
        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 2m));
        await rig.SignalsAsync("1", "OPEN", "INCREASE");
    }
}
