using WhaleCopy.Core.Money;
using WhaleCopy.Core.Risk;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Executor.Intake;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>What the rows say of one user's money.</summary>
public sealed class EntryFactsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);

    [Theory]
    [InlineData(Venue.Binance, Market.Spot, 1_000)]
    [InlineData(Venue.Binance, Market.UsdM, 700)]
    [InlineData(Venue.Okx, Market.Spot, 700)]
    [InlineData(Venue.Bybit, Market.Spot, 700)]
    [InlineData(Venue.Bitget, Market.CoinM, 1_000)]
    public void A_reservation_counts_in_every_market_that_draws_on_its_wallet(Venue venue, Market reservedIn, decimal available)
    {
        var facts = new EntryFactsOf(Signal(), null, Follower(), Money(reservedIn)).Build(
            new FollowPolicy { User = new UserSettings(), Follow = new FollowSettings(), Tier = TierLimits.Of(SubscriptionTier.Pro) },
            new MarketSelection.Chosen(new TradingAccount(5, venue, CanTradeSpot: true, CanTradeFutures: true), Bitcoin(venue), 1m, IsSubstituted: false),
            new Ticker { Instrument = Bitcoin(venue).Id, Last = 60_000m, Bid = 60_000m, Ask = 60_000m, Mark = 60_000m, ReadAt = Now },
            new RiskLimits(),
            manual: null,
            Now);

        Assert.Equal(available, facts!.Account.AvailableUsdt);
    }

    private static MoneyRows Money(Market reservedIn) => new()
    {
        Users = new Dictionary<long, UserRow>(),
        Reservations = new[]
        {
            new ReservationRow
            {
                TradeId = 1, UserId = 3, ApiKeyId = 5, Market = reservedIn, AmountUsdt = 300m, WorstLossUsdt = 30m, CreatedAt = Now,
                Status = ReservationStatus.Held,
            },
        }.ToLookup(row => row.UserId),
        InFlight = Array.Empty<TradeRow>().ToLookup(row => row.UserId),
        Signals = new Dictionary<long, WhaleSignalRow>(),
        Positions = Array.Empty<PositionRow>().ToLookup(row => row.UserId),
        Closed = Array.Empty<PositionRow>().ToLookup(row => row.UserId),
        Balances = new[]
        {
            new AccountBalanceRow { ApiKeyId = 5, Market = Market.UsdM, Asset = "USDT", TotalUsdt = 1_000m, AvailableUsdt = 1_000m, RequestSentAt = Now },
        }.ToLookup(row => row.ApiKeyId),
        Markets = new Dictionary<(long, Market), AccountMarketRow>
        {
            [(5, Market.UsdM)] = new() { ApiKeyId = 5, Market = Market.UsdM, PositionMode = PositionMode.OneWay, PositionsSentAt = Now },
        },
        Instruments = new Dictionary<(long, Market, string), AccountInstrumentRow>(),
        RealizedToday = new Dictionary<long, decimal>(),
        AlreadyCopied = new HashSet<long>(),
        Residuals = new Dictionary<long, FollowResidualRow>(),
    };

    private static FollowerRows Follower() =>
        new(new UserRow { Id = 3, TelegramId = 3, CreatedAt = Now }, new UserSettingsRow { UserId = 3 }, null, []);

    private static WhaleSignalRow Signal() => new()
    {
        WhaleId = 7,
        TxHash = "hash",
        SnapshotNumber = 1,
        Kind = SignalKind.Open,
        Action = OrderSide.Buy,
        Side = PositionSide.Long,
        Market = Market.UsdM,
        CexSymbol = "BTCUSDT",
        Fraction = 1m,
        WhaleSizeChange = 1m,
        WhaleSize = 1m,
        WhaleSizeUnit = SizeUnit.Base,
        PriceAtSignal = 60_000m,
        AmountUsd = 60_000m,
        Confidence = SignalConfidence.High,
        ConfidenceScore = 70m,
        IsCloseSignal = false,
        DetectedAt = Now,
    };

    private static InstrumentSpec Bitcoin(Venue venue) => new()
    {
        Id = new InstrumentId(venue, Market.UsdM, "BTCUSDT"),
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
}
