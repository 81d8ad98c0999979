using System.Text.Json;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>What a user sees of signals, decisions, trades, positions and money.</summary>
[Collection(ApiGroup.Name)]
public sealed class TradingReadTests(ApiFixture api)
{
    [Fact]
    public async Task Signals_come_newest_first_with_the_callers_decision()
    {
        var user = await api.SignInAsync();
        var whale = await api.AddWhaleAsync();
        var old = await api.AddSignalAsync(whale.Id);
        var close = await api.AddSignalAsync(whale.Id, row =>
        {
            row.Kind = SignalKind.Close;
            row.Action = OrderSide.Sell;
            row.LinkedSignalId = old.Id;
        });
        await api.AddDecisionAsync(user.UserId, old);

        var first = (await user.GetAsync($"/api/v1/signals?whale={whale.Id}&limit=1")).ShouldBe(200);
        var second = (await user.GetAsync($"/api/v1/signals?whale={whale.Id}&limit=1&cursor={first.NextCursor}")).ShouldBe(200);

        var closing = first.Items[0];
        Assert.Equal(close.Id, closing.GetProperty("id").GetInt64());
        Assert.Equal("CLOSE", closing.GetProperty("kind").GetString());
        Assert.Equal("SELL", closing.GetProperty("action").GetString());
        Assert.True(closing.GetProperty("is_close_signal").GetBoolean());
        Assert.Equal(old.Id, closing.GetProperty("linked_signal_id").GetInt64());
        Assert.Equal("USD-M", closing.GetProperty("market").GetString());
        Assert.Equal("120000", closing.GetProperty("amount_usd").GetString());
        Assert.Equal(whale.Name, closing.GetProperty("whale_name").GetString());
        Assert.Equal("SLIPPAGE", second.Items[0].GetProperty("decision").GetProperty("reason_code").GetString());
        Assert.Null(second.NextCursor);
        Assert.Single((await user.GetAsync($"/api/v1/signals?whale={whale.Id}&kind=OPEN")).Items.EnumerateArray());
        Assert.Empty((await user.GetAsync($"/api/v1/signals?whale={whale.Id}&followed=true")).Items.EnumerateArray());
        await user.PostAsync($"/api/v1/whales/{whale.Id}/follow");
        Assert.Equal(2, (await user.GetAsync($"/api/v1/signals?whale={whale.Id}&followed=true")).Items.GetArrayLength());
    }

    [Fact]
    public async Task A_skip_tells_its_numbers()
    {
        var user = await api.SignInAsync();
        var signal = await api.AddSignalAsync((await api.AddWhaleAsync()).Id);
        await api.AddDecisionAsync(user.UserId, signal);

        var decision = Assert.Single((await user.GetAsync($"/api/v1/decisions?outcome=SKIPPED&reason_code=SLIPPAGE&signal={signal.Id}")).ShouldBe(200).Items.EnumerateArray());

        Assert.Equal("0.70", decision.GetProperty("numbers").GetProperty("slippage_percent").GetString());
        Assert.Contains("now 60,420", decision.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal("BTCUSDT", decision.GetProperty("symbol").GetString());
        Assert.Empty((await user.GetAsync("/api/v1/decisions?outcome=COPIED")).Items.EnumerateArray());
        var tomorrow = Uri.EscapeDataString(api.Now.AddDays(1).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Empty((await user.GetAsync($"/api/v1/decisions?from={tomorrow}")).ShouldBe(200).Items.EnumerateArray());
        Assert.Single((await user.GetAsync($"/api/v1/decisions?to={tomorrow}")).Items.EnumerateArray());
    }

    [Fact]
    public async Task Trades_are_filtered_and_paged()
    {
        var user = await api.SignInAsync();
        var key = await api.AddKeyAsync(user.UserId);
        var whale = await api.AddWhaleAsync();
        var ids = new List<long>();
        for (var i = 0; i < 5; i++)
            ids.Add((await api.AddTradeAsync(key, await api.AddSignalAsync(whale.Id))).Id);
        var odd = await api.AddTradeAsync(key, await api.AddSignalAsync((await api.AddWhaleAsync()).Id), row =>
        {
            row.Symbol = "ETHUSDT";
            row.Status = TradeStatus.Failed;
            row.Exchange = Venue.Okx;
            row.CreatedAt = api.Now.AddDays(-2);
        });

        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = (await user.GetAsync($"/api/v1/trades?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}")).ShouldBe(200);
            seen.AddRange(page.Items.EnumerateArray().Select(trade => trade.GetProperty("id").GetInt64()));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(ids.Append(odd.Id).OrderDescending(), seen);
        var yesterday = Uri.EscapeDataString(api.Now.AddDays(-1).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        foreach (var filter in new[] { "symbol=ETHUSDT", "status=FAILED", "exchange=OKX", $"whale={odd.WhaleId}", $"to={yesterday}" })
            Assert.Equal(odd.Id, Assert.Single((await user.GetAsync($"/api/v1/trades?{filter}")).ShouldBe(200).Items.EnumerateArray()).GetProperty("id").GetInt64());
        Assert.Equal(5, (await user.GetAsync($"/api/v1/trades?from={yesterday}")).Items.GetArrayLength());
    }

    [Fact]
    public async Task A_trade_shows_its_orders_its_timeline_and_how_far_it_is_from_the_whale()
    {
        var user = await api.SignInAsync();
        var key = await api.AddKeyAsync(user.UserId);
        var whale = await api.AddWhaleAsync();
        var signal = await api.AddSignalAsync(whale.Id);
        var position = await api.AddPositionAsync(key, whale.Id);
        var trade = await api.AddTradeAsync(key, signal, row => row.PositionId = position.Id);
        var missed = await api.AddSignalAsync(whale.Id, row => row.Kind = SignalKind.Increase);
        await api.AddDecisionAsync(user.UserId, missed);
        await api.AddAsync(new OrderRow
        {
            Owner = OrderOwner.Trade,
            OwnerId = trade.Id,
            Leg = OrderLeg.Entry,
            Sequence = 0,
            Attempt = 1,
            ClientOrderId = $"wc{Guid.NewGuid():N}"[..28],
            VenueOrderId = "42",
            UserId = user.UserId,
            ApiKeyId = key.Id,
            Exchange = Venue.Binance,
            Market = Market.UsdM,
            Symbol = "BTCUSDT",
            Side = OrderSide.Buy,
            PositionSide = PositionSide.Long,
            OrderType = OrderType.LimitIoc,
            Quantity = 0.01m,
            QuantityUnit = Core.Money.SizeUnit.Base,
            ReduceOnly = false,
            Status = OrderStatus.Filled,
            SignedAt = api.Now,
            CreatedAt = api.Now,
        });

        var detail = (await user.GetAsync($"/api/v1/trades/{trade.Id}")).ShouldBe(200);

        Assert.Equal("42", Assert.Single(detail["orders"].EnumerateArray()).GetProperty("exchange_order_id").GetString());
        var error = detail["tracking_error"];
        Assert.Equal("60000", error.GetProperty("reference_price").GetString());
        Assert.Equal("0.1", error.GetProperty("gap_percent").GetString());
        Assert.Equal(3000, error.GetProperty("delay_ms").GetInt64());
        Assert.Equal(1, error.GetProperty("missed_legs").GetInt32());
        Assert.Equal(api.Now.AddSeconds(-3), detail["timeline"].GetProperty("whale_changed_at").GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
        Assert.EndsWith("Z", detail["created_at"].GetString(), StringComparison.Ordinal);

        var sold = await api.AddTradeAsync(key, await api.AddSignalAsync(whale.Id, row => row.Action = OrderSide.Sell));
        Assert.Equal("-0.1", (await user.GetAsync($"/api/v1/trades/{sold.Id}"))["tracking_error"].GetProperty("gap_percent").GetString());
        var empty = await api.AddTradeAsync(key, await api.AddSignalAsync(whale.Id), row => (row.FilledQuantity, row.ExecutedPrice) = (0m, null));
        Assert.Equal(JsonValueKind.Null, (await user.GetAsync($"/api/v1/trades/{empty.Id}"))["tracking_error"].ValueKind);
    }

    [Fact]
    public async Task The_export_is_a_table_in_which_no_cell_is_a_formula()
    {
        var user = await api.SignInAsync();
        var key = await api.AddKeyAsync(user.UserId);
        var whale = await api.AddWhaleAsync(row => row.Name = "=HYPERLINK(\"http://x\",\"y\")");
        await api.AddTradeAsync(key, await api.AddSignalAsync(whale.Id), row => row.RealizedPnl = -1.50m);
        await api.AddTradeAsync(key, await api.AddSignalAsync(whale.Id), row => (row.Symbol, row.Reason) = ("ETHUSDT", "a, \"b\"\nc"));

        var csv = (await user.GetAsync("/api/v1/trades/export.csv")).ShouldBe(200);

        Assert.Equal("text/csv", csv.ContentHeaders.ContentType?.MediaType);
        Assert.EndsWith(".csv", csv.ContentHeaders.ContentDisposition?.FileName, StringComparison.Ordinal);
        var lines = csv.Text.Split("\r\n");
        Assert.StartsWith("id,created_at,filled_at,exchange,market,symbol", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("\"a, \"\"b\"\"\nc\"", lines[1], StringComparison.Ordinal);
        Assert.Contains(",-1.5,", lines[2], StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"", lines[2], StringComparison.Ordinal);
        Assert.Equal(3, (await user.GetAsync("/api/v1/trades/export.csv?symbol=ETHUSDT")).Text.Split("\r\n").Length);

        api.Clock.Advance(TimeSpan.FromMinutes(5.5));
        (await user.GetAsync("/api/v1/trades/export.csv")).ShouldRefuse(403, "STEP_UP_REQUIRED");
    }

    [Fact]
    public async Task Positions_that_are_held_come_first_and_closed_ones_on_demand()
    {
        var user = await api.SignInAsync();
        var key = await api.AddKeyAsync(user.UserId);
        var whale = await api.AddWhaleAsync();
        var open = await api.AddPositionAsync(key, whale.Id);
        var closing = await api.AddPositionAsync(key, whale.Id, row => (row.Status, row.SourceSymbol) = (PositionStatus.Closing, "ETHUSDT"));
        var closed = await api.AddPositionAsync(key, whale.Id, row => (row.Status, row.CloseReason, row.Protection) = (PositionStatus.Closed, CloseReason.WhaleExit, ProtectionStatus.None));

        Assert.Equal([closing.Id, open.Id], await IdsAsync(""));
        Assert.Equal([closed.Id], await IdsAsync("?status=CLOSED"));
        Assert.Equal([closed.Id, open.Id], await IdsAsync("?status=CLOSED&status=OPEN"));
        var position = (await user.GetAsync("/api/v1/trades/positions?status=OPEN")).Items[0];
        Assert.Equal("PROTECTED", position.GetProperty("protection").GetString());
        Assert.Equal("54000", position.GetProperty("stop_loss_price").GetString());
        Assert.Equal("0.01", position.GetProperty("quantity").GetString());
        Assert.Equal("WHALE_EXIT", (await user.GetAsync("/api/v1/trades/positions?status=CLOSED")).Items[0].GetProperty("close_reason").GetString());

        async Task<IEnumerable<long>> IdsAsync(string query) =>
            (await user.GetAsync($"/api/v1/trades/positions{query}")).ShouldBe(200).Items.EnumerateArray().Select(row => row.GetProperty("id").GetInt64());
    }

    [Theory]
    [InlineData(Venue.Okx)]
    [InlineData(Venue.Bybit)]
    public async Task One_wallet_for_all_markets_counts_once(Venue venue)
    {
        var user = await api.SignInAsync();
        var key = await api.AddKeyAsync(user.UserId, row => row.Exchange = venue);
        foreach (var market in new[] { Market.Spot, Market.UsdM, Market.CoinM })
        {
            await api.AddAsync(new AccountBalanceRow
            {
                ApiKeyId = key.Id,
                Market = market,
                Asset = "USDT",
                Total = 900m,
                Available = 700m,
                TotalUsdt = 900m,
                AvailableUsdt = 700m,
                RequestSentAt = api.Now.AddSeconds(-10),
            });
        }

        var balance = (await user.GetAsync("/api/v1/balance")).ShouldBe(200);

        Assert.Equal(("900", "700"), (balance["total_usdt"].GetString(), balance["available_usdt"].GetString()));
        Assert.Equal("USD-M", Assert.Single(balance["wallets"].EnumerateArray().ToList()).GetProperty("market").GetString());
    }

    [Fact]
    public async Task Money_adds_up_over_wallets_less_what_is_reserved()
    {
        var user = await api.SignInAsync();
        var key = await api.AddKeyAsync(user.UserId);
        var whale = await api.AddWhaleAsync();
        await AddBalanceAsync(Market.UsdM, "USDT", 1000m, 800m);
        await AddBalanceAsync(Market.Spot, "USDT", 50m, 50m);
        await AddBalanceAsync(Market.Spot, "BNB", 30m, 30m);
        await AddReservationAsync(100m, ReservationStatus.Held, null);
        await AddReservationAsync(40m, ReservationStatus.Used, api.Now);
        await AddReservationAsync(7m, ReservationStatus.Used, api.Now.AddMinutes(-1));

        var balance = (await user.GetAsync("/api/v1/balance")).ShouldBe(200);

        // 7 was settled before the reading's request was sent, so the reading has it already.
        Assert.Equal("1080", balance["total_usdt"].GetString());
        Assert.Equal("140", balance["reserved_usdt"].GetString());
        Assert.Equal("740", balance["available_usdt"].GetString());
        var spot = balance["wallets"].EnumerateArray().Single(wallet => wallet.GetProperty("market").GetString() == "SPOT");
        Assert.Equal(["BNB", "USDT"], spot.GetProperty("assets").EnumerateArray().Select(asset => asset.GetProperty("name").GetString()));
        Assert.Equal("10", spot.GetProperty("age_seconds").GetString());
        Assert.Equal(0, api.Behind.CountOf($"GetBalances {user.UserId}"));
        (await user.GetAsync("/api/v1/balance?refresh=true")).ShouldBe(200);
        Assert.Equal(1, api.Behind.CountOf($"GetBalances {user.UserId}"));

        Task AddBalanceAsync(Market market, string asset, decimal total, decimal available) => api.AddAsync(new AccountBalanceRow
        {
            ApiKeyId = key.Id,
            Market = market,
            Asset = asset,
            Total = total,
            Available = available,
            TotalUsdt = total,
            AvailableUsdt = available,
            RequestSentAt = api.Now.AddSeconds(-10),
        });

        async Task AddReservationAsync(decimal amount, ReservationStatus status, DateTimeOffset? settledAt)
        {
            var trade = await api.AddTradeAsync(key, await api.AddSignalAsync(whale.Id));
            await api.AddAsync(new ReservationRow
            {
                TradeId = trade.Id,
                UserId = user.UserId,
                ApiKeyId = key.Id,
                Market = Market.UsdM,
                AmountUsdt = amount,
                WorstLossUsdt = 0m,
                Status = status,
                CreatedAt = api.Now.AddMinutes(-2),
                SettledAt = settledAt,
            });
        }
    }
}
