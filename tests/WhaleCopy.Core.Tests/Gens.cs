using CsCheck;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Core.Tests;

/// <summary>Generators of nasty data: zero balances, huge leverage, one-tick steps, hedge and one-way, scaled names.</summary>
internal static class Gens
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    public static readonly Gen<Market> Markets = Gen.OneOf(Market.Spot, Market.UsdM, Market.UsdM, Market.CoinM);

    public static readonly Gen<PositionSide> Sides = Gen.OneOf(PositionSide.Long, PositionSide.Short);

    public static readonly Gen<string> Symbols = Gen.OneOf("BTCUSDT", "ETHUSDT", "1000PEPEUSDT", "1INCHUSDT", "SOLUSDC");

    public static readonly Gen<PositionKey> Keys = Gen.Select(Markets, Symbols, Sides, (market, symbol, side) => new PositionKey(
        market, market == Market.CoinM ? "BTCUSD" : symbol, market == Market.Spot ? PositionSide.Long : side));

    /// <summary>Above zero, from dust to billions, with awkward tails.</summary>
    public static readonly Gen<decimal> Sizes = Gen.OneOf(
        Gen.OneOf(0.00000001m, 0.001m, 0.1m, 1m, 1.0m, 3m, 999.999m, 1_000_000_000m),
        Gen.Int[1, 100_000_000].Select(units => units * 0.001m),
        Gen.Int[1, 400].Select(units => units * 0.25m));

    public static readonly Gen<decimal> Prices = Gen.OneOf(
        Gen.OneOf(0.00000123m, 0.5m, 1m, 3_000m, 60_000m, 60_000.00m, 123_456.7m),
        Gen.Int[1, 20_000_000].Select(cents => cents * 0.01m));

    public static readonly Gen<decimal?> Leverages = Gen.OneOf(Gen.Const((decimal?)null), Gen.OneOf<decimal?>(1m, 2.5m, 10m, 125m, 1000m));

    public static readonly Gen<WhaleSource> Sources = Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Source);

    public static readonly Gen<WhalePosition> Positions = Gen.Select(
        Keys, Sizes, Prices, Leverages, Gen.Int[0, 3], Gen.Int[0, 3], Gen.Bool, Position);

    public static readonly Gen<WhalePosition[]> Books = Positions.Array[0, 6].Select(Distinct);

    /// <summary>Instruments whose filters bite.</summary>
    public static readonly Gen<InstrumentSpec> Instruments = Gen.Select(
        Gen.OneOf(Venue.Binance, Venue.Okx, Venue.Bybit, Venue.Bitget),
        Markets,
        Gen.OneOf(0.00000001m, 0.001m, 0.01m, 1m, 10m),
        Gen.OneOf(0.00000001m, 0.01m, 0.1m, 1m, 100m),
        Gen.OneOf(0m, 5m, 10m, 100m),
        Gen.OneOf(1, 5, 20, 125),
        Gen.Bool,
        Instrument);

    public static readonly Gen<UserSettings> Settings = Gen.Select(
        Gen.OneOf(5m, 10m, 100m, 1_000_000m),
        Gen.OneOf(0.1m, 1m, 10m, 33.3m, 80m),
        Gen.OneOf(1m, 50m, 10_000m),
        Gen.OneOf(1, 5, 20, 125),
        Gen.OneOf<decimal?>(null, 1m, 20m, 500m),
        Gen.OneOf(InsufficientFundsPolicy.Shrink, InsufficientFundsPolicy.Skip),
        Gen.OneOf(1, 5, 100),
        (max, stop, loss, leverage, size, funds, positions) => new UserSettings
        {
            MaxTradeSizeUsdt = max,
            StopLossPercent = stop,
            DailyLossLimitUsdt = loss,
            MaxLeverage = leverage,
            DefaultLeverage = int.Min(5, leverage),
            DefaultTradeSizeUsdt = size,
            InsufficientFunds = funds,
            MaxOpenPositions = positions,
        });

    public static readonly Gen<FollowSettings> Follows = Gen.Select(
        Gen.OneOf<SizingMode?>(null, SizingMode.FixedUsdt, SizingMode.PercentOfBalance, SizingMode.QuantityMultiplier, SizingMode.EquityRatio),
        Gen.OneOf(BelowMinimumPolicy.Skip, BelowMinimumPolicy.RoundUp, BelowMinimumPolicy.Accumulate),
        Gen.OneOf<int?>(null, 1, 3, 50),
        Gen.Bool,
        Gen.OneOf<decimal?>(null, 10m, 1_000m),
        Gen.OneOf(EntryOrderPolicy.LimitIoc, EntryOrderPolicy.Market),
        Gen.OneOf(0.01m, 1m, 5m, 100m),
        (mode, below, leverage, copies, budget, order, size) => new FollowSettings
        {
            SizingMode = mode,
            TradeSizeUsdt = mode == SizingMode.FixedUsdt ? size * 10m : null,
            TradeSizePercent = mode == SizingMode.PercentOfBalance ? size : null,
            QuantityMultiplier = mode == SizingMode.QuantityMultiplier ? size / 100m : null,
            EquityMultiplier = mode == SizingMode.EquityRatio ? size / 10m : null,
            BelowMinimum = below,
            Leverage = leverage,
            CopyLeverage = copies,
            BudgetUsdt = budget,
            EntryOrder = order,
        });

    public static readonly Gen<FollowPolicy> Policies = Gen.Select(
        Settings,
        Follows,
        Gen.OneOf(SubscriptionTier.Free, SubscriptionTier.Pro, SubscriptionTier.Elite),
        (user, follow, tier) => new FollowPolicy { User = user, Follow = follow, Tier = TierLimits.Of(tier) });

    public static WhaleSource Source(bool hasHistory, bool stableIds, bool canHedge) => new()
    {
        Name = "test",
        Trust = SourceTrust.Official,
        HasHistory = hasHistory,
        StablePositionIds = stableIds,
        CanHedge = canHedge,
        ShowsEquity = true,
        ShowsLeverage = true,
        ReadsPerPoll = 1,
        ReadsPerSecond = 2.5m,
    };

    public static WhalePosition[] Distinct(IEnumerable<WhalePosition> positions) =>
        [.. positions.GroupBy(position => position.Key).Select(group => group.First())];

    private static WhalePosition Position(PositionKey key, decimal size, decimal price, decimal? leverage, int id, int minutes, bool isOneWay) => new()
    {
        Key = key,
        Size = size,
        SizeUnit = key.Market == Market.CoinM ? SizeUnit.Contracts : SizeUnit.Base,
        EntryPrice = price,
        Leverage = leverage,
        PositionIds = id == 0 ? [] : [$"p{id}"],
        OpenedAt = minutes == 0 ? null : Start.AddMinutes(-minutes),
        IsOneWay = isOneWay,
    };

    private static InstrumentSpec Instrument(
        Venue venue, Market market, decimal step, decimal tick, decimal minNotional, int maxLeverage, bool inContracts)
    {
        var unit = market == Market.CoinM || (inContracts && market == Market.UsdM) ? SizeUnit.Contracts : SizeUnit.Base;
        return new InstrumentSpec
        {
            Id = new InstrumentId(venue, market, market == Market.CoinM ? "BTCUSD" : "BTCUSDT"),
            VenueSymbol = "X",
            BaseAsset = "BTC",
            QuoteAsset = market == Market.CoinM ? "USD" : "USDT",
            SettleAsset = market == Market.CoinM ? "BTC" : "USDT",
            SizeUnit = unit,
            ContractSize = unit == SizeUnit.Base ? 1m : market == Market.CoinM ? 100m : 0.01m,
            TickSize = tick,
            SizeStep = step,
            MarketSizeStep = step,
            MinSize = step,
            MaxSize = 1_000_000_000m,
            MaxMarketSize = 10_000_000m,
            MinNotionalUsdt = minNotional,
            MaxLeverage = market == Market.Spot ? 1 : maxLeverage,
            TakerFeeRate = market == Market.Spot ? 0.001m : 0.0005m,
            IsTradable = true,
        };
    }
}
