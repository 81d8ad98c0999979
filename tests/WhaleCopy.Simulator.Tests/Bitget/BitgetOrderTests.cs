namespace WhaleCopy.Simulator.Tests.Bitget;

public sealed class BitgetOrderTests : BitgetTest
{
    [Fact]
    public void A_vector_of_another_implementation_is_reproduced()
    {
        // ccxt 4.5.84 sign(), re-checked with openssl.
        const string Prehash = "1700000000123GET/api/v2/mix/position/all-position?marginCoin=USDT&productType=USDT-FUTURES";

        Assert.Equal("qVi2popuwf7O1ZlyeJRXKS9T5mQdLa7JR8dTW5ERCqw=", BitgetCaller.Sign("wc-test-secret-0001", Prehash));
    }

    [Fact]
    public async Task Keys_clocks_signatures_passphrases_and_permissions_are_checked()
    {
        var bitget = await BitgetAsync();
        var late = await BitgetAsync();
        late.Offset = TimeSpan.FromSeconds(-31);

        Assert.Equal("00000", (await bitget.GetAsync(Positions, Usdt)).Code);
        var expired = await late.GetAsync(Positions, Usdt);
        Assert.Equal((400, "40008"), (expired.Status, expired.Code));
        Assert.Equal("40009", (await new BitgetCaller(Http, "key-1", "wrong").GetAsync(Positions, Usdt)).Code);
        Assert.Equal("40012", (await new BitgetCaller(Http, "key-1", "secret-1", "wrong").GetAsync(Positions, Usdt)).Code);
        Assert.Equal("40006", (await new BitgetCaller(Http, "nobody", "x").GetAsync(Positions, Usdt)).Code);
        var reader = await BitgetAsync(permissions: ["read"]);
        Assert.Equal("40014", (await reader.PostAsync(Place, Market("buy", "0.01"))).Code);
        Assert.Equal("40014", Text(Assert.Single(await OrdersOfAsync("key-1", "bitget")), "rejectCode"));
        Assert.Equal((404, "40404"), await UnknownAsync(bitget));
    }

    [Fact]
    public async Task A_key_shows_its_rights_in_codes()
    {
        var trader = (await (await BitgetAsync()).GetAsync("/api/v2/spot/account/info")).Data;
        var owner = (await (await BitgetAsync(permissions: ["read", "futures", "withdraw"], key: "key-2")).GetAsync("/api/v2/spot/account/info")).Data;

        Assert.DoesNotContain("wwow", Words(trader));
        Assert.Contains("coow", Words(trader));
        Assert.Contains("wtow", Words(trader));
        Assert.Contains("wwow", Words(owner));
        Assert.DoesNotContain("wtow", Words(owner));
    }

    [Fact]
    public async Task A_one_way_order_is_acknowledged_and_then_found_filled()
    {
        var bitget = await BitgetAsync();

        var placed = await bitget.PostAsync(Place, Market("buy", "0.1", "wc-1"));
        var order = (await bitget.GetAsync(Detail, $"{Usdt}&symbol=BTCUSDT&clientOid=wc-1")).Data;
        var position = Assert.Single((await bitget.GetAsync(Positions, $"marginCoin=USDT&{Usdt}")).Rows);
        var fill = Assert.Single((await bitget.GetAsync("/api/v2/mix/order/fills", $"orderId={Text(order, "orderId")}&{Usdt}")).List("fillList"));

        Assert.Equal("wc-1", Text(placed.Data, "clientOid"));
        Assert.Equal(("filled", "60000", "0.1", "6000", "-3.6"), (
            Text(order, "state"), Text(order, "priceAvg"), Text(order, "baseVolume"), Text(order, "quoteVolume"), Text(order, "fee")));
        Assert.Equal(("net", "buy_single", "one_way_mode"), (Text(order, "posSide"), Text(order, "tradeSide"), Text(order, "posMode")));
        Assert.Equal(("long", "0.1", "60000", "crossed"), (Text(position, "holdSide"), Text(position, "total"), Text(position, "openPriceAvg"), Text(position, "marginMode")));
        Assert.Equal(("0.1", "-3.6"), (Text(fill, "baseVolume"), Text(fill.GetProperty("feeDetail")[0], "totalFee")));
    }

    [Fact]
    public async Task In_hedge_mode_the_side_is_the_positions()
    {
        var bitget = await BitgetAsync(hedge: true);

        var unsaid = await bitget.PostAsync(Place, Market("buy", "0.01"));
        _ = await bitget.PostAsync(Place, Market("buy", "0.02", tradeSide: "open"));
        _ = await bitget.PostAsync(Place, Market("sell", "0.03", tradeSide: "open"));
        var both = (await bitget.GetAsync(Positions, Usdt)).Rows;
        _ = await bitget.PostAsync(Place, Market("buy", "0.02", "close-long", tradeSide: "close"));
        var left = Assert.Single((await bitget.GetAsync(Positions, Usdt)).Rows);
        var closed = (await bitget.GetAsync(Detail, $"{Usdt}&symbol=BTCUSDT&clientOid=close-long")).Data;
        var empty = await bitget.PostAsync(Place, Market("buy", "0.02", tradeSide: "close"));

        Assert.Equal(("40774", "22002"), (unsaid.Code, empty.Code));
        Assert.Equal(["long:0.02", "short:0.03"], both.Select(row => $"{Text(row, "holdSide")}:{Text(row, "total")}").Order());
        Assert.Equal(("short", "hedge_mode"), (Text(left, "holdSide"), Text(left, "posMode")));
        Assert.Equal(("buy", "close", "long"), (Text(closed, "side"), Text(closed, "tradeSide"), Text(closed, "posSide")));
    }

    [Fact]
    public async Task A_coin_margined_order_counts_coins()
    {
        await PriceAsync("50000", "BTCUSD");
        var bitget = await BitgetAsync();

        _ = await bitget.PostAsync(Place, new { symbol = "BTCUSD", productType = "COIN-FUTURES", marginMode = "crossed", marginCoin = "BTC", size = "0.04", side = "buy", orderType = "market" });
        await PriceAsync("62500", "BTCUSD");
        var position = Assert.Single((await bitget.GetAsync(Positions, "productType=coin-futures")).Rows);

        Assert.Equal(("0.04", "0.008", "BTC"), (Text(position, "total"), Text(position, "unrealizedPL"), Text(position, "marginCoin")));
        Assert.Equal("0.04", Text(Assert.Single(await OrdersOfAsync("key-1", "bitget")), "quantity"));
    }

    [Theory]
    [InlineData("BTCUSDT", "0.0005", "buy", null, null, "45111")]
    [InlineData("BTCUSDT", "0.0105", "buy", null, null, "40808")]
    [InlineData("BTCUSDT", "50", "buy", null, null, "40762")]
    [InlineData("DOGEUSDT", "10", "buy", null, null, "45110")]
    [InlineData("BTCUSDT", "0.01", "sell", null, "YES", "22002")]
    [InlineData("BTCUSDT", "0.01", "buy", "90000", null, "40815")]
    [InlineData("BTCUSDT", "0.01", "buy", "59000.05", null, "45115")]
    [InlineData("NONEUSDT", "0.01", "buy", null, null, "40034")]
    public async Task A_bad_order_is_refused(string symbol, string size, string side, string? price, string? reduceOnly, string code)
    {
        var bitget = await BitgetAsync();

        var answer = await bitget.PostAsync(Place, new { symbol, productType = "USDT-FUTURES", marginMode = "crossed", marginCoin = "USDT", size, side, orderType = price is null ? "market" : "limit", price, reduceOnly });

        Assert.Equal((400, code), (answer.Status, answer.Code));
        Assert.Equal(code, Text(Assert.Single(await OrdersOfAsync("key-1", "bitget")), "rejectCode"));
    }

    [Fact]
    public async Task A_client_id_is_taken_for_good()
    {
        var bitget = await BitgetAsync();

        _ = await bitget.PostAsync(Place, Market("buy", "0.01", "same"));
        var again = await bitget.PostAsync(Place, Market("buy", "0.01", "same"));

        Assert.Equal((400, "40786"), (again.Status, again.Code));
    }

    [Fact]
    public async Task A_request_may_end_by_itself()
    {
        var bitget = await BitgetAsync();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        object Order(long sentAt, int window) => new { symbol = "BTCUSDT", productType = "USDT-FUTURES", marginMode = "crossed", marginCoin = "USDT", size = "0.01", side = "buy", orderType = "market", requestTime = $"{sentAt}", receiveWindow = $"{window}" };

        Assert.Equal("40079", (await bitget.PostAsync(Place, Order(now - 10_000, 5000))).Code);
        Assert.Equal("40078", (await bitget.PostAsync(Place, Order(now, 60_000))).Code);
        Assert.Equal("00000", (await bitget.PostAsync(Place, Order(now, 30_000))).Code);
    }

    [Fact]
    public async Task Resting_orders_are_listed_and_cancelled()
    {
        var bitget = await BitgetAsync();
        var none = await bitget.GetAsync("/api/v2/mix/order/orders-pending", Usdt);
        _ = await bitget.PostAsync(Place, Limit("buy", "0.01", "55000", "a"));
        _ = await bitget.PostAsync(Place, Limit("buy", "0.02", "54000", "b"));
        _ = await bitget.PostAsync(Place, Limit("buy", "0.02", "54000", "now-or-never", "ioc"));
        var first = await bitget.GetAsync("/api/v2/mix/order/orders-pending", $"limit=1&{Usdt}");
        var rest = await bitget.GetAsync("/api/v2/mix/order/orders-pending", $"idLessThan={Text(first.Data, "endId")}&{Usdt}");

        var cancelled = await bitget.PostAsync("/api/v2/mix/order/cancel-order", new { symbol = "BTCUSDT", productType = "USDT-FUTURES", clientOid = "a" });
        var again = await bitget.PostAsync("/api/v2/mix/order/cancel-order", new { symbol = "BTCUSDT", productType = "USDT-FUTURES", clientOid = "a" });
        var never = await bitget.PostAsync("/api/v2/mix/order/cancel-order", new { symbol = "BTCUSDT", productType = "USDT-FUTURES", clientOid = "never" });
        var unknown = await bitget.GetAsync(Detail, $"clientOid=never&{Usdt}&symbol=BTCUSDT");
        var history = await bitget.GetAsync("/api/v2/mix/order/orders-history", Usdt);

        Assert.Equal(System.Text.Json.JsonValueKind.Null, none.Data.GetProperty("entrustedList").ValueKind);
        Assert.Equal(("b", "a"), (Text(Assert.Single(first.List("entrustedList")), "clientOid"), Text(Assert.Single(rest.List("entrustedList")), "clientOid")));
        Assert.Equal(("00000", "45056", "40768", "40109"), (cancelled.Code, again.Code, never.Code, unknown.Code));
        Assert.Equal(["now-or-never:canceled", "a:canceled"], history.List("entrustedList").Select(row => $"{Text(row, "clientOid")}:{Text(row, "status")}"));
    }

    [Fact]
    public async Task Positions_are_closed_whole()
    {
        var bitget = await BitgetAsync();
        _ = await bitget.PostAsync(Place, Market("buy", "0.02"));

        var closed = await bitget.PostAsync("/api/v2/mix/order/close-positions", new { productType = "USDT-FUTURES", symbol = "BTCUSDT" });

        _ = Assert.Single(closed.List("successList"));
        Assert.Empty((await bitget.GetAsync(Positions, Usdt)).Rows);
    }

    [Fact]
    public async Task Too_many_requests_are_refused_with_429()
    {
        var bitget = await BitgetAsync();
        Answer last;
        var calls = 0;
        do
        {
            last = await bitget.GetAsync("/api/v2/spot/account/info");
            calls++;
        }
        while (last.Status == 200 && calls < 200);

        Assert.Equal((429, "429"), (last.Status, last.Code));
    }

    private static string[] Words(System.Text.Json.JsonElement info) => [.. info.GetProperty("authorities").EnumerateArray().Select(word => word.GetString()!)];

    private static async Task<(int Status, string Code)> UnknownAsync(BitgetCaller bitget)
    {
        var answer = await bitget.GetAsync("/api/v3/account/settings");
        return (answer.Status, answer.Code);
    }
}
