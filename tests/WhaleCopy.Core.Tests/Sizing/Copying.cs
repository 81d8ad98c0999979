using WhaleCopy.Core.Money;
using WhaleCopy.Core.Risk;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Core.Tests.Sizing;

/// <summary>Valid defaults for decisions: a PRO user with 1,000 USDT, a whale who opens BTC at 60,000; a test says what differs.</summary>
internal static class Copying
{
    public static readonly DateTimeOffset Now = Gens.Start;

    public static readonly InstrumentSpec Bitcoin = new()
    {
        Id = new InstrumentId(Venue.Binance, Market.UsdM, "BTCUSDT"),
        VenueSymbol = "BTCUSDT",
        BaseAsset = "BTC",
        QuoteAsset = "USDT",
        SettleAsset = "USDT",
        SizeUnit = SizeUnit.Base,
        ContractSize = 1m,
        TickSize = 0.1m,
        SizeStep = 0.001m,
        MarketSizeStep = 0.001m,
        MinSize = 0.001m,
        MaxSize = 1_000m,
        MaxMarketSize = 120m,
        MinNotionalUsdt = 5m,
        MaxLeverage = 125,
        TakerFeeRate = 0.0005m,
        IsTradable = true,
    };

    public static readonly InstrumentSpec SpotBitcoin = Bitcoin with
    {
        Id = new InstrumentId(Venue.Binance, Market.Spot, "BTCUSDT"),
        SizeStep = 0.00001m,
        MarketSizeStep = 0.00001m,
        MinSize = 0.00001m,
        MinNotionalUsdt = 10m,
        MaxLeverage = 1,
        TakerFeeRate = 0.001m,
    };

    public static readonly TradingAccount Account = new(1, Venue.Binance, CanTradeSpot: true, CanTradeFutures: true);

    public static readonly FollowPolicy Policy = new()
    {
        User = new UserSettings { MaxLeverage = 5, MaxTradeSizeUsdt = 10_000m, DailyLossLimitUsdt = 10_000m },
        Follow = new FollowSettings { QuantityMultiplier = 0.01m },
        Tier = TierLimits.Of(SubscriptionTier.Pro),
    };

    public static readonly UserStanding Active = new(IsActive: true, IsBanned: false, IsPaused: false);

    public static SignalDraft Signal(SignalKind kind = SignalKind.Open, PositionSide side = PositionSide.Long) => new()
    {
        TxHash = "hash",
        WhaleId = 7,
        Key = new PositionKey(Market.UsdM, "BTCUSDT", side),
        Kind = kind,
        SnapshotNumber = 2,
        Fraction = kind == SignalKind.Increase ? 0.4m : 1m,
        SizeChange = 2m,
        Size = 2m,
        SizeUnit = SizeUnit.Base,
        Leverage = 20m,
        AmountUsd = 120_000m,
        PriceAtSignal = 60_000m,
        ReferencePrice = 60_000m,
        EquityUsdt = 60_000m,
        ConfidenceScore = 50m,
        PreviousCompleteAt = Now.AddSeconds(-10),
        DetectedAt = Now,
    };

    public static Ticker Ticker(decimal bid = 60_000m, decimal ask = 60_000m) => new()
    {
        Instrument = Bitcoin.Id,
        Last = bid,
        Bid = bid,
        Ask = ask,
        Mark = bid,
        Index = 60_000m,
        Volume24hUsdt = 1_000_000_000m,
        ReadAt = Now,
    };

    public static EntryFacts Entry(SignalDraft? signal = null, FollowPolicy? policy = null) => new()
    {
        Signal = signal ?? Signal(),
        Now = Now,
        Policy = policy ?? Policy,
        Standing = Active,
        FollowedAt = Now.AddDays(-1),
        Market = new MarketSelection.Chosen(Account, Bitcoin, 1m, IsSubstituted: false),
        Ticker = Ticker(),
        Account = new AccountFacts { Mode = PositionMode.OneWay, BalanceUsdt = 1_000m, AvailableUsdt = 1_000m, EquityUsdt = 1_000m },
        Loss = default,
        OpenPositions = 0,
        Exposure = default,
        Drawdown = new DrawdownFacts(0m, 0m, 1_000m),
    };

    public static OwnCopy Own(decimal quantity, PositionStatus status = PositionStatus.Open) =>
        new(OrderSize.Of(new BaseQuantity(quantity)), status);

    public static EntryDecision.Copy Copied(EntryDecision decision) =>
        Assert.IsType<EntryDecision.Copy>(decision, exactMatch: true);

    public static Denial Skipped(EntryDecision decision) => Assert.IsType<EntryDecision.Skip>(decision).Denial;
}
