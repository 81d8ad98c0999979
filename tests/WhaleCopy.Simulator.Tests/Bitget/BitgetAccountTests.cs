using System.Text.Json;

namespace WhaleCopy.Simulator.Tests.Bitget;

public sealed class BitgetAccountTests : BitgetTest
{
    private const string Traces = "/api/v2/copy/mix-broker/query-current-traces";

    [Fact]
    public async Task Settings_are_bound_by_what_is_held()
    {
        var bitget = await BitgetAsync();
        var set = await bitget.PostAsync("/api/v2/mix/account/set-leverage", new { symbol = "BTCUSDT", productType = "USDT-FUTURES", marginCoin = "USDT", leverage = "7" });
        var high = await bitget.PostAsync("/api/v2/mix/account/set-leverage", new { symbol = "BTCUSDT", productType = "USDT-FUTURES", marginCoin = "USDT", leverage = "500" });
        _ = await bitget.PostAsync(Place, Market("buy", "0.02"));
        var mode = await bitget.PostAsync("/api/v2/mix/account/set-margin-mode", new { symbol = "BTCUSDT", productType = "USDT-FUTURES", marginCoin = "USDT", marginMode = "isolated" });
        var same = await bitget.PostAsync("/api/v2/mix/account/set-margin-mode", new { symbol = "BTCUSDT", productType = "USDT-FUTURES", marginCoin = "USDT", marginMode = "crossed" });
        var hedge = await bitget.PostAsync("/api/v2/mix/account/set-position-mode", new { productType = "USDT-FUTURES", posMode = "hedge_mode" });
        var coin = await bitget.PostAsync("/api/v2/mix/account/set-position-mode", new { productType = "COIN-FUTURES", posMode = "hedge_mode" });
        var other = await bitget.PostAsync(Place, Market("buy", "0.01", mode: "isolated"));
        var account = (await bitget.GetAsync("/api/v2/mix/account/account", "symbol=BTCUSDT&productType=USDT-FUTURES&marginCoin=USDT")).Data;

        Assert.Equal(("7", "40797"), (Text(set.Data, "crossMarginLeverage"), high.Code));
        Assert.Equal(("40920", "00000", "40920", "00000", "40920"), (mode.Code, same.Code, hedge.Code, coin.Code, other.Code));
        Assert.Equal(("one_way_mode", "crossed", "7"), (Text(account, "posMode"), Text(account, "marginMode"), Text(account, "crossedMarginLeverage")));
    }

    [Theory]
    [InlineData("USDC-FUTURES", 200)]
    [InlineData("SUSDT-FUTURES", 200)]
    [InlineData("NONE-FUTURES", 400)]
    public async Task A_product_without_instruments_is_empty_and_an_unknown_one_refused(string product, int status)
    {
        var bitget = await BitgetAsync();

        foreach (var path in new[] { "/api/v2/mix/market/contracts", "/api/v2/mix/market/tickers", Positions, "/api/v2/mix/account/accounts" })
        {
            var answer = await bitget.GetAsync(path, $"productType={product}");
            Assert.Equal((status, status == 200 ? JsonValueKind.Array : JsonValueKind.Null), (answer.Status, answer.Data.ValueKind));
        }
    }

    [Fact]
    public async Task Isolated_sides_of_hedge_mode_have_their_own_leverage()
    {
        var bitget = await BitgetAsync(hedge: true);
        _ = await bitget.PostAsync("/api/v2/mix/account/set-margin-mode", new { symbol = "BTCUSDT", productType = "USDT-FUTURES", marginCoin = "USDT", marginMode = "isolated" });

        var set = await bitget.PostAsync("/api/v2/mix/account/set-leverage", new { symbol = "BTCUSDT", productType = "USDT-FUTURES", marginCoin = "USDT", leverage = "5", holdSide = "short" });
        _ = await bitget.PostAsync(Place, Market("buy", "0.01", tradeSide: "open", mode: "isolated"));
        _ = await bitget.PostAsync(Place, Market("sell", "0.01", tradeSide: "open", mode: "isolated"));

        Assert.Equal(("20", "5"), (Text(set.Data, "longLeverage"), Text(set.Data, "shortLeverage")));
        Assert.Equal(["long:20", "short:5"], (await bitget.GetAsync(Positions, Usdt)).Rows.Select(row => $"{Text(row, "holdSide")}:{Text(row, "leverage")}").Order());
    }

    [Fact]
    public async Task A_transfer_of_a_known_id_happens_once()
    {
        var bitget = await BitgetAsync();
        var transfer = new { fromType = "spot", toType = "usdt_futures", coin = "USDT", amount = "100", clientOid = "t-1" };

        var first = await bitget.PostAsync("/api/v2/spot/wallet/transfer", transfer);
        var second = await bitget.PostAsync("/api/v2/spot/wallet/transfer", transfer);
        var tooMuch = await bitget.PostAsync("/api/v2/spot/wallet/transfer", transfer with { amount = "99999", clientOid = "t-2" });
        var spot = Assert.Single((await bitget.GetAsync("/api/v2/spot/account/assets", "coin=USDT")).Rows);
        var futures = Assert.Single((await bitget.GetAsync("/api/v2/mix/account/accounts", Usdt)).Rows);

        Assert.Equal(Text(first.Data, "transferId"), Text(second.Data, "transferId"));
        Assert.Equal(("900", "5100", "43012"), (Text(spot, "available"), Text(futures, "accountEquity"), tooMuch.Code));
    }

    [Fact]
    public async Task A_brokers_key_sees_rows_cut_and_goes_on_below_the_last()
    {
        var rows = Enumerable.Range(0, 25).Select(i => Long("0.5", entry: $"{60000 + i}", id: $"p{i}")).ToArray();
        await PutTraderPositionsAsync("7c65", rows, exchange: "bitget");
        var ordinary = await BitgetAsync();
        var broker = await BitgetAsync(permissions: ["read", "copy"], key: "broker");

        var refused = await ordinary.GetAsync(Traces, $"{Usdt}&traderId=7c65");
        var first = await broker.GetAsync(Traces, $"limit=100&{Usdt}&traderId=7c65");
        var second = await broker.GetAsync(Traces, $"idLessThan={Text(first.Rows[^1], "trackingNo")}&limit=100&{Usdt}&traderId=7c65");
        var listed = await broker.GetAsync("/api/v2/copy/mix-broker/query-traders");
        _ = await Server.PutAsync("/traders/bitget/7c65", new { sharing = false });
        var hidden = await broker.GetAsync(Traces, $"{Usdt}&traderId=7c65");
        var gone = await broker.GetAsync("/api/v2/copy/mix-broker/query-traders");

        Assert.Equal("40014", refused.Code);
        Assert.Equal((20, 5), (first.Rows.Length, second.Rows.Length));
        Assert.Equal(("p24", "p0", "long", "0.5"), (
            Text(first.Rows[0], "trackingNo"), Text(second.Rows[^1], "trackingNo"), Text(first.Rows[0], "posSide"), Text(first.Rows[0], "openSize")));
        Assert.Equal("7c65", Text(Assert.Single(listed.Rows), "traderId"));
        Assert.Empty(hidden.Rows);
        Assert.Empty(gone.Rows);
    }

    [Fact]
    public async Task Closed_tracks_keep_their_prices()
    {
        await PutTraderPositionsAsync("7c65", [Long("0.5", id: "p1")], exchange: "bitget");
        await PriceAsync("61000");
        await PutTraderPositionsAsync("7c65", [], exchange: "bitget");
        var broker = await BitgetAsync(permissions: ["read", "copy"]);

        var row = Assert.Single((await broker.GetAsync("/api/v2/copy/mix-broker/query-history-traces", $"{Usdt}&traderId=7c65")).Rows);

        Assert.Equal(("60000", "61000", "500"), (Text(row, "openPriceAvg"), Text(row, "closePriceAvg"), Text(row, "achievedPL")));
    }

    [Fact]
    public async Task The_stream_sends_whole_tickers()
    {
        await using var client = await StreamClient.ConnectAsync(Http.BaseAddress!, "/bitget/v2/ws/public");
        await client.SendAsync("""{"op":"subscribe","args":[{"instType":"USDT-FUTURES","channel":"ticker","instId":"BTCUSDT"}]}""");
        var acknowledged = await client.NextAsync(message => message.TryGetProperty("event", out _));
        var first = await client.NextAsync(message => message.TryGetProperty("data", out _));
        _ = await Server.PutAsync("/book/BTCUSDT", new { mark = "60100" });
        var second = await client.NextAsync(message => message.TryGetProperty("data", out _));
        await client.SendAsync("""{"op":"subscribe","args":[{"instType":"USDT-FUTURES","channel":"ticker","instId":"NONE"}]}""");
        var error = await client.NextAsync(message => message.TryGetProperty("code", out _));

        Assert.Equal(("subscribe", "snapshot", "60000"), (Text(acknowledged, "event"), Text(first, "action"), Text(first.GetProperty("data")[0], "markPrice")));
        Assert.Equal(("60100", "60000"), (Text(second.GetProperty("data")[0], "markPrice"), Text(second.GetProperty("data")[0], "lastPr")));
        Assert.Equal(JsonValueKind.Number, error.GetProperty("code").ValueKind);
    }
}
