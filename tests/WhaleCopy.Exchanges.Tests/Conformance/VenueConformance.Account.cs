using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Tests.Conformance;

/// <summary>Clock, instruments, prices, wallets, settings, keys.</summary>
public abstract partial class VenueConformance
{
    [Fact]
    public async Task VC20_a_skewed_clock_is_measured_and_signed_with()
    {
        await Simulated.SetClockAsync(Venue, TimeSpan.FromMilliseconds(-45_500));
        var credentials = await Simulated.AccountAsync(Venue);

        var reading = await Trader.ReadClockAsync(Market, Cancellation);

        Assert.InRange(reading.Offset.TotalMilliseconds, -46_000, -45_000);
        Assert.NotEmpty((await Trader.ReadBalancesAsync(credentials, Market, Cancellation)).Assets);
        await FillAsync(credentials, await BuyAsync());
    }

    [Fact]
    public async Task VC21_a_clock_that_jumps_is_measured_anew_and_the_read_succeeds()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        await Trader.ReadBalancesAsync(credentials, Market, Cancellation);

        await Simulated.SetClockAsync(Venue, TimeSpan.FromMinutes(-10));

        Assert.NotEmpty((await Trader.ReadBalancesAsync(credentials, Market, Cancellation)).Assets);
    }

    [Fact]
    public async Task VC22_instruments_carry_steps_and_units()
    {
        var instruments = await Trader.ReadInstrumentsAsync(Market, Cancellation);

        var instrument = instruments.Single(one => one.Id.Symbol == Symbol);
        Assert.Equal(new InstrumentId(Venue, Market, Symbol), instrument.Id);
        Assert.True(instrument is { TickSize: > 0m, SizeStep: > 0m, MarketSizeStep: > 0m, MinSize: > 0m, ContractSize: > 0m, IsTradable: true });
        Assert.True(instrument.MaxMarketSize >= instrument.MinSize && instrument.MaxSize >= instrument.MinSize);
        Assert.Equal("BTC", instrument.BaseAsset);
        Assert.Equal(IsSpot, instrument.MaxLeverage == 1);
        Assert.Equal(Market == Market.CoinM ? "BTC" : "USDT", instrument.SettleAsset);
    }

    [Fact]
    public async Task VC23_one_price_and_all_prices_agree()
    {
        await Simulated.SetBookAsync(Symbol, 59_990m, 60_010m);
        var instrument = await InstrumentAsync();

        var one = await Trader.ReadTickerAsync(instrument, Cancellation);
        var all = await Trader.ReadTickersAsync(Market, Cancellation);

        Assert.Equal((60_000m, 59_990m, 60_010m), (one.Last, one.Bid, one.Ask));
        Assert.Equal(IsSpot, one.Mark is null);
        Assert.True(one.Volume24hUsdt > 0m);
        Assert.Equal(one with { ReadAt = default }, all.Single(ticker => ticker.Instrument == instrument.Id) with { ReadAt = default });
    }

    [Fact]
    public async Task VC24_a_wallet_shows_what_is_there_and_what_is_free()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var asset = Market == Market.CoinM ? "BTC" : "USDT";
        var before = (await Trader.ReadBalancesAsync(credentials, Market, Cancellation)).Assets.Single(one => one.Asset == asset);
        await FillAsync(credentials, await BuyAsync());

        var after = (await Trader.ReadBalancesAsync(credentials, Market, Cancellation)).Assets.Single(one => one.Asset == asset);

        Assert.True(before.Total > 0m && before.Available == before.Total);
        Assert.True(after.Available < before.Available);
        Assert.True(after.Total < before.Total, "a fee was paid");
    }

    [Fact]
    public async Task VC25_leverage_is_set_and_read_back()
    {
        if (IsSpot)
            return;
        var credentials = await Simulated.AccountAsync(Venue);
        var instrument = await InstrumentAsync();
        var current = await Trader.ReadSettingsAsync(credentials, instrument, Cancellation);
        var wanted = current with { Leverage = current.Leverage == 7 ? 9 : 7 };

        Assert.Equal(new SettingOutcome.Applied(wanted), await Trader.ApplySettingsAsync(credentials, instrument, wanted, Cancellation));
        Assert.Equal(wanted, await Trader.ReadSettingsAsync(credentials, instrument, Cancellation));
        Assert.Equal(new SettingOutcome.Applied(wanted), await Trader.ApplySettingsAsync(credentials, instrument, wanted, Cancellation));
    }

    [Fact]
    public async Task VC26_a_leverage_beyond_the_bracket_is_refused()
    {
        if (IsSpot)
            return;
        var credentials = await Simulated.AccountAsync(Venue);
        var instrument = await InstrumentAsync();
        var current = await Trader.ReadSettingsAsync(credentials, instrument, Cancellation);

        var outcome = await Trader.ApplySettingsAsync(credentials, instrument, current with { Leverage = 999 }, Cancellation);

        Assert.IsNotType<SettingOutcome.Applied>(outcome);
        Assert.Equal(current, await Trader.ReadSettingsAsync(credentials, instrument, Cancellation));
    }

    [Fact]
    public async Task VC27_positions_show_leverage_and_margin_mode()
    {
        if (IsSpot)
            return;
        var credentials = await Simulated.AccountAsync(Venue);
        var instrument = await InstrumentAsync();
        var settings = await Trader.ReadSettingsAsync(credentials, instrument, Cancellation);
        await FillAsync(credentials, await BuyAsync() with { MarginMode = settings.MarginMode });

        var position = Assert.Single(await PositionsAsync(credentials));

        Assert.Equal((settings.Leverage, settings.MarginMode), (position.Leverage, position.MarginMode));
    }

    [Fact]
    public async Task VC32_key_permissions_are_read()
    {
        var trading = await Simulated.AccountAsync(Venue, permissions: ["read", "spot", "futures"]);
        var withdrawing = await Simulated.AccountAsync(Venue, permissions: ["read", "spot", "futures", "withdraw"]);
        var reading = await Simulated.AccountAsync(Venue, permissions: ["read"]);

        var trades = await Trader.ReadKeyPermissionsAsync(trading, Cancellation);
        Assert.Equal((true, true, true, false), (trades.CanRead, trades.CanTradeSpot, trades.CanTradeFutures, trades.CanWithdraw));
        Assert.True((await Trader.ReadKeyPermissionsAsync(withdrawing, Cancellation)).CanWithdraw);
        var reads = await Trader.ReadKeyPermissionsAsync(reading, Cancellation);
        Assert.Equal((true, false, false, false), (reads.CanRead, reads.CanTradeSpot, reads.CanTradeFutures, reads.CanWithdraw));
    }

    [Fact]
    public async Task VC33_a_wrong_secret_is_an_invalid_key()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var wrong = credentials with { Secret = new Core.Secrets.ApiSecret("not-the-secret") };

        var failure = await Assert.ThrowsAsync<VenueException>(() => Trader.ReadBalancesAsync(wrong, Market, Cancellation));

        Assert.Equal(VenueErrorMeaning.InvalidKey, failure.Meaning);
        Assert.Equal(
            VenueErrorMeaning.InvalidKey,
            Assert.IsType<PlacementOutcome.Rejected>(await Trader.PlaceAsync(wrong, await BuyAsync(), Cancellation)).Meaning);
    }

    [Fact]
    public async Task VC34_a_throttled_read_says_so()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        await Trader.ReadClockAsync(Market, Cancellation);
        await Simulated.FaultAsync(Venue, "rate_limit", SignedRead, "GET", count: 1, durationMilliseconds: 30_000);

        var failure = await Assert.ThrowsAsync<VenueException>(() => Trader.ReadBalancesAsync(credentials, Market, Cancellation));

        Assert.Equal(VenueErrorMeaning.RateLimited, failure.Meaning);
    }

    [Fact]
    public async Task VC35_a_torn_read_is_no_answer()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        await Simulated.FaultAsync(Venue, "truncated", SignedRead, "GET", count: 9);

        var failure = await Assert.ThrowsAsync<VenueException>(() => Trader.ReadBalancesAsync(credentials, Market, Cancellation));

        Assert.Equal("unreadable", failure.Code);
    }

    [Fact]
    public async Task VC36_a_read_survives_one_fault_of_the_venue()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        await Simulated.FaultAsync(Venue, "drop_before", SignedRead, "GET", count: 1);

        Assert.NotEmpty((await Trader.ReadBalancesAsync(credentials, Market, Cancellation)).Assets);
    }

    [Fact]
    public async Task VC37_money_moves_where_wallets_are_apart()
    {
        var credentials = await Simulated.AccountAsync(Venue);

        var outcome = await Trader.TransferAsync(
            credentials, new TransferRequest(Market.Spot, Market.UsdM, "USDT", 25.5m), Cancellation);

        if (!Trader.Capabilities.SeparateWallets)
        {
            Assert.IsType<TransferOutcome.NotNeeded>(outcome);
            return;
        }

        Assert.IsType<TransferOutcome.Done>(outcome);
        var futures = await Trader.ReadBalancesAsync(credentials, Market.UsdM, Cancellation);
        Assert.Equal(10_025.5m, futures.Assets.Single(asset => asset.Asset == "USDT").Total);
        Assert.IsType<TransferOutcome.Refused>(await Trader.TransferAsync(
            credentials, new TransferRequest(Market.Spot, Market.UsdM, "USDT", 1_000_000m), Cancellation));
    }

    [Fact]
    public async Task VC38_no_key_secret_or_passphrase_is_logged()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        await Simulated.FaultAsync(Venue, "drop_after", Placing.Path, Placing.Method);
        await Trader.PlaceAsync(credentials, await BuyAsync(), Cancellation);
        await Trader.ReadBalancesAsync(credentials, Market, Cancellation);

        Assert.NotEmpty(Simulated.Logged.Lines);
        Assert.DoesNotContain("planted-", Simulated.Logged.Text, StringComparison.Ordinal);
    }

    /// <summary>What is left to protect: on spot the fee was taken from the coins.</summary>
    private OrderRequest Protectable(OrderRequest bought) => IsSpot
        ? bought with { Size = bought.Instrument.Floor(bought.Size * 0.99m, OrderType.Market) }
        : bought;
}
