using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>Books that come in pages, and positions with identities.</summary>
public sealed class PagedBookTests(PostgresFixture postgres, GarnetFixture redis) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private const string Uid = "0123456789ABCDEF";

    private static readonly string[] Coins =
    [
        "BTC", "ETH", "SOL", "XRP", "DOGE", "ADA", "AVAX", "LINK", "DOT", "LTC", "BCH", "ATOM", "UNI", "APT", "ARB", "OP", "SUI", "NEAR", "FIL",
        "INJ", "TIA", "SEI", "AAVE",
    ];

    [Theory]
    [InlineData("okx", Uid, "*public-current-subpositions*")]
    [InlineData("bybit", "S9LoGlRC6qFD5thjUyzWrQ==", "*/position/list*")]
    [InlineData("bitget", "7c6525121a9", "*/query-current-traces*")]
    public async Task A_second_page_that_fails_closes_nobody_on_it(string exchange, string uid, string list)
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        Holding[] book = [.. Coins.Select((coin, i) => new Holding($"{coin}USDT", "LONG", 10m, PositionId: $"{1000 + i}"))];
        await rig.Venue.PricesAsync(book.Select(line => line.Symbol));
        await rig.Venue.TraderAsync(uid, exchange: exchange);
        await rig.Venue.PagesAsync(exchange, uid, 20);
        await rig.Venue.HoldsAsync(exchange, uid, true, book);
        await rig.StartPollerAsync([("Polling:LongestBackoff", "00:00:00.5"), .. await rig.Venue.BrokerAsync()]);
        await rig.BaselineAsync(uid);
        Assert.Equal(23, await rig.ScalarAsync<int>("select jsonb_array_length(state->'lines') from whale_monitors where exchange_uid = $1", uid));

        await rig.Venue.FaultAsync("status", 503, list, exchange: exchange, page: 2);
        await Eventually.ObserveAsync(
            () => rig.ScalarAsync<string>("select last_result from whale_monitors where exchange_uid = $1", uid), result => result == "PARTIAL", PollerRig.Patience);
        await rig.PollsAsync(uid, 2);
        Assert.Empty(await rig.SignalsAsync(uid));

        // He closes one of those on the second page: told when the page is there again, and nothing else is.
        await rig.Venue.HoldsAsync(exchange, uid, true, [.. book.SkipLast(1)]);
        await rig.PollsAsync(uid, 2);
        Assert.Empty(await rig.SignalsAsync(uid));
        await rig.Venue.HealAsync();
        var close = Assert.Single(await rig.SignalsAsync(uid, "CLOSE"));
        Assert.Equal(book[^1].Symbol, close.Symbol);
        await rig.PollsAsync(uid, 3);
        Assert.Single(await rig.SignalsAsync(uid));
    }

    [Fact]
    public async Task A_position_that_ended_and_began_again_between_two_looks_is_a_linked_pair()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync(Uid, exchange: "okx");
        await rig.Venue.HoldsAsync("okx", Uid, true, new Holding("BTCUSDT", "LONG", 1m, PositionId: "1"));
        await rig.StartPollerAsync();
        await rig.BaselineAsync(Uid);

        await rig.Venue.HoldsAsync("okx", Uid, true, new Holding("BTCUSDT", "LONG", 1m, PositionId: "2"));
        var pair = await rig.SignalsAsync(Uid, "CLOSE", "OPEN");

        Assert.Equal((pair[1].Id, pair[0].Id), (pair[0].LinkedId, pair[1].LinkedId));
        Assert.Equal("REOPEN", await rig.ScalarAsync<string>("select distinct link from whale_signals"));
        await rig.PollsAsync(Uid, 3);
        Assert.Equal(2, (await rig.SignalsAsync(Uid)).Count);
    }

    [Fact]
    public async Task A_row_more_in_the_same_position_is_an_increase_and_no_reopening()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync(Uid, exchange: "okx");
        await rig.Venue.HoldsAsync("okx", Uid, true, new Holding("BTCUSDT", "LONG", 1m, PositionId: "1"));
        await rig.StartPollerAsync();
        await rig.BaselineAsync(Uid);

        await rig.Venue.HoldsAsync("okx", Uid, true, new Holding("BTCUSDT", "LONG", 1m, PositionId: "1"), new Holding("BTCUSDT", "LONG", 0.5m, PositionId: "2"));
        var more = Assert.Single(await rig.SignalsAsync(Uid, "INCREASE"));
        await rig.Venue.HoldsAsync("okx", Uid, true, new Holding("BTCUSDT", "LONG", 0.5m, PositionId: "2"));
        await rig.SignalsAsync(Uid, "INCREASE", "REDUCE");

        Assert.Equal(0.5m, more.Fraction);
    }
}
