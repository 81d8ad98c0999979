using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Core.Tests.Sizing;

public sealed class MarketSelectionTests
{
    private static readonly TradingAccount Binance = new(1, Venue.Binance, CanTradeSpot: true, CanTradeFutures: true);
    private static readonly TradingAccount Bybit = new(2, Venue.Bybit, CanTradeSpot: true, CanTradeFutures: true);
    private static readonly TradingAccount Bitget = new(3, Venue.Bitget, CanTradeSpot: true, CanTradeFutures: true);

    [Fact]
    public void The_whales_market_decides()
    {
        var chosen = Chosen(new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Short), Policy());

        Assert.Equal((1L, Market.UsdM, false), (chosen.Account.AccountId, chosen.Instrument.Id.Market, chosen.IsSubstituted));
    }

    [Fact]
    public void A_tier_without_futures_gets_a_long_on_spot()
    {
        var chosen = Chosen(new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Long), Policy(SubscriptionTier.Free));

        Assert.Equal((Market.Spot, "BTCUSDT", true), (chosen.Instrument.Id.Market, chosen.Instrument.Id.Symbol, chosen.IsSubstituted));
    }

    [Fact]
    public void A_coin_m_long_becomes_the_coin_on_spot() => Assert.Equal(
        "BTCUSDT", Chosen(new PositionKey(Market.CoinM, "BTCUSD", PositionSide.Long), Policy(SubscriptionTier.Free)).Instrument.Id.Symbol);

    [Fact]
    public void A_thousand_pepe_become_pepe()
    {
        var chosen = Chosen(new PositionKey(Market.UsdM, "1000PEPEUSDT", PositionSide.Long), Policy(SubscriptionTier.Free));

        Assert.Equal(("PEPEUSDT", 1000m), (chosen.Instrument.Id.Symbol, chosen.Factor));
    }

    [Fact]
    public void A_short_has_no_place_on_spot()
    {
        Assert.Equal(DenialReason.ShortOnSpot, Refused(new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Short), Policy(SubscriptionTier.Free)));
        Assert.Equal(DenialReason.ShortOnSpot, Refused(new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Short), Policy(mode: TradingMode.Spot)));
    }

    [Fact]
    public void A_futures_trader_copies_no_spot() => Assert.Equal(
        DenialReason.MarketNotAllowed, Refused(new PositionKey(Market.Spot, "BTCUSDT", PositionSide.Long), Policy(mode: TradingMode.Futures)));

    [Fact]
    public void The_preferred_venue_comes_first_and_the_next_one_where_it_cannot()
    {
        var key = new PositionKey(Market.CoinM, "BTCUSD", PositionSide.Long);

        Assert.Equal(2, Chosen(new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Long), Policy(preferred: Venue.Bybit), [Binance, Bybit]).Account.AccountId);
        Assert.Equal(1, Chosen(key, Policy(preferred: Venue.Bybit), [Bybit, Binance]).Account.AccountId);
        Assert.Equal(DenialReason.NoAccount, Refused(key, Policy(), [Bybit]));
        Assert.Equal(DenialReason.NoAccount, Refused(new PositionKey(Market.Spot, "BTCUSDT", PositionSide.Long), Policy(), [Bitget]));
    }

    [Fact]
    public void A_key_without_the_permission_is_no_account() => Assert.Equal(
        DenialReason.NoAccount,
        Refused(new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Long), Policy(), [Binance with { CanTradeFutures = false }]));

    [Fact]
    public void A_symbol_that_does_not_trade_is_skipped() => Assert.Equal(
        DenialReason.SymbolNotTraded, Refused(new PositionKey(Market.UsdM, "NOSUCHUSDT", PositionSide.Long), Policy()));

    [Fact]
    public void A_named_venue_is_the_only_one()
    {
        var selection = MarketSelection.Of(
            new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Long), Policy(), [Binance, Bybit], Instruments, only: Venue.Okx);

        Assert.Equal(DenialReason.NoAccount, Assert.IsType<MarketSelection.Refused>(selection).Denial.Reason);
    }

    [Theory]
    [InlineData("BTCUSDT", "BTC", 1, "USDT")]
    [InlineData("1000PEPEUSDT", "PEPE", 1000, "USDT")]
    [InlineData("10000LADYSUSDT", "LADYS", 10000, "USDT")]
    [InlineData("1MBABYDOGEUSDT", "BABYDOGE", 1000000, "USDT")]
    [InlineData("SHIB1000USDT", "SHIB", 1000, "USDT")]
    [InlineData("1INCHUSDT", "1INCH", 1, "USDT")]
    [InlineData("BTCUSD", "BTC", 1, "USD")]
    [InlineData("ETHUSDC", "ETH", 1, "USDC")]
    public void Symbols_are_taken_apart(string symbol, string coin, int scale, string quote) =>
        Assert.Equal(new SymbolParts(coin, scale, quote), SymbolMapping.Parse(symbol));

    [Fact]
    public void Every_candidate_means_the_same_coins()
    {
        foreach (var symbol in (string[])["BTCUSDT", "1000PEPEUSDT", "SHIB1000USDT", "1MBABYDOGEUSDT"])
        {
            var source = SymbolMapping.Parse(symbol)!.Value;
            foreach (var (name, factor) in SymbolMapping.CandidatesOf(Market.UsdM, symbol, Market.Spot))
            {
                var target = SymbolMapping.Parse(name)!.Value;
                Assert.Equal((source.Coin, source.Quote), (target.Coin, target.Quote));
                Assert.Equal(source.Scale, target.Scale * factor);
            }
        }
    }

    private static InstrumentSpec? Instruments(InstrumentId id) =>
        id.Symbol is "BTCUSDT" or "BTCUSD" or "PEPEUSDT" or "1000PEPEUSDT" && (id.Symbol != "1000PEPEUSDT" || id.Market == Market.UsdM)
            ? Copying.Bitcoin with { Id = id }
            : null;

    private static FollowPolicy Policy(SubscriptionTier tier = SubscriptionTier.Pro, TradingMode mode = TradingMode.Mixed, Venue? preferred = null) => new()
    {
        User = new UserSettings { TradingMode = mode, PreferredExchange = preferred },
        Follow = new FollowSettings(),
        Tier = TierLimits.Of(tier),
    };

    private static MarketSelection.Chosen Chosen(PositionKey key, FollowPolicy policy, TradingAccount[]? accounts = null) =>
        Assert.IsType<MarketSelection.Chosen>(MarketSelection.Of(key, policy, accounts ?? [Binance], Instruments));

    private static DenialReason Refused(PositionKey key, FollowPolicy policy, TradingAccount[]? accounts = null) =>
        Assert.IsType<MarketSelection.Refused>(MarketSelection.Of(key, policy, accounts ?? [Binance], Instruments)).Denial.Reason;
}
