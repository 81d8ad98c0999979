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
        Assert.Equal(available, Build(new EntryFactsOf(Signal(), null, Follower(), Money(reservedIn)), venue)!.Account.AvailableUsdt);
    }

    [Fact]
    public void A_reading_from_before_what_settled_long_ago_decides_nothing()
    {
        var money = Money(Market.UsdM);

        Assert.NotNull(Build(new EntryFactsOf(Signal(), null, Follower(), money with { OldestReading = Now })));
        Assert.Null(Build(new EntryFactsOf(Signal(), null, Follower(), money with { OldestReading = Now.AddMilliseconds(1) })));
        Assert.Null(Build(new EntryFactsOf(Signal(), null, Follower(), money with
        {
            OldestReading = Now,
            Markets = new Dictionary<(long, Market), AccountMarketRow>
            {
                [(5, Market.UsdM)] = new() { ApiKeyId = 5, Market = Market.UsdM, PositionMode = PositionMode.OneWay, PositionsSentAt = Now.AddMilliseconds(-1) },
            },
        })));
    }

    [Fact]
    public void The_copy_that_a_flip_leaves_takes_no_place_and_no_margin_beside_the_new_one()
    {
        var close = Signal();
        close.Id = 11;
        close.Kind = SignalKind.Close;
        var flipped = Signal();
        flipped.Id = 12;
        flipped.Side = PositionSide.Short;
        var follow = new FollowRow { Id = 9, UserId = 3, WhaleId = 7, FollowedAt = Now, BalanceAtFollowUsdt = 1_000m };
        PositionRow[] held = [Position(20, PositionSide.Long), Position(21, PositionSide.Short, whale: 8)];
        var exit = new TradeRow
        {
            Id = 30,
            Uid = Guid.NewGuid(),
            UserId = 3,
            SignalId = 11,
            WhaleId = 7,
            PositionId = 20,
            ApiKeyId = 5,
            IsCopyTrade = true,
            Exchange = Venue.Binance,
            Market = Market.UsdM,
            Symbol = "BTCUSDT",
            TradeType = Core.Trades.TradeType.Futures,
            Kind = SignalKind.Close,
            Side = OrderSide.Sell,
            PositionSide = PositionSide.Long,
            OrderType = OrderType.Market,
            Quantity = 0.02m,
            QuantityUnit = SizeUnit.Base,
            DecidedAt = Now,
            CreatedAt = Now,
        };
        var money = Money(Market.Spot) with { Positions = held.ToLookup(row => row.UserId), InFlight = new[] { exit }.ToLookup(row => row.UserId) };

        var facts = Build(new EntryFactsOf(flipped, close, Follower() with { Follow = follow }, money))!;
        var alone = Build(new EntryFactsOf(flipped, null, Follower() with { Follow = follow }, money))!;

        Assert.Equal((1, 0m, 240m), (facts.OpenPositions, facts.Exposure.WhaleMarginUsdt, facts.Exposure.TotalMarginUsdt));
        Assert.Equal((2, 240m, 480m), (alone.OpenPositions, alone.Exposure.WhaleMarginUsdt, alone.Exposure.TotalMarginUsdt));

        static PositionRow Position(long id, PositionSide side, long whale = 7) => new()
        {
            Id = id,
            Uid = Guid.NewGuid(),
            UserId = 3,
            WhaleId = whale,
            FollowId = whale == 7 ? 9 : 10,
            ApiKeyId = 5,
            Exchange = Venue.Binance,
            Market = Market.UsdM,
            Symbol = "BTCUSDT",
            PositionType = Core.Trades.TradeType.Futures,
            Side = side,
            SourceMarket = Market.UsdM,
            SourceSymbol = "BTCUSDT",
            SourceSide = side,
            Quantity = 0.02m,
            QuantityUnit = SizeUnit.Base,
            EnteredQuantity = 0.02m,
            EntryPrice = 60_000m,
            MarginUsdt = 240m,
            StopLossPercent = 10m,
            OpenedAt = Now,
        };
    }

    private static EntryFacts? Build(EntryFactsOf rows, Venue venue = Venue.Binance) => rows.Build(
        new FollowPolicy { User = new UserSettings(), Follow = new FollowSettings(), Tier = TierLimits.Of(SubscriptionTier.Pro) },
        new MarketSelection.Chosen(new TradingAccount(5, venue, CanTradeSpot: true, CanTradeFutures: true), Bitcoin(venue), 1m, IsSubstituted: false),
        new Ticker { Instrument = Bitcoin(venue).Id, Last = 60_000m, Bid = 60_000m, Ask = 60_000m, Mark = 60_000m, ReadAt = Now },
        new RiskLimits(),
        manual: null,
        Now);

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
        AlreadyDecided = new HashSet<long>(),
        Follows = new Dictionary<long, FollowRow>(),
        Transfers = Array.Empty<TransferRow>().ToLookup(row => row.UserId),
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
