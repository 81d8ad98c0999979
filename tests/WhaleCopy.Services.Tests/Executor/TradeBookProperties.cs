using CsCheck;
using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Executor.Exits;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>The rows that the engine writes for whatever a venue shows of a copy's orders: in parts, late, twice, in coins or contracts.</summary>
public sealed partial class TradeBookProperties
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);

    // An order: how much of it the venue shows as filled, one look after the other, how it ends, and how often each look is told.
    private static readonly Gen<Look[]> Looks = Gen.Select(
        Gen.OneOf(0m, 0.25m, 0.5m, 1m).Array[0, 3], Gen.OneOf(OrderStatus.Filled, OrderStatus.Cancelled, OrderStatus.Expired), Gen.OneOf(0m, 0.5m, 1m), Gen.Int[1, 3], Gen.OneOf(0m, 0m, 1m), Lives);

    private static readonly Gen<(Market Market, PositionSide Side, Look[] Entry, (decimal Of, decimal Price, Look[] Looks)[] Exits)> Copies = Gen.Select(
        Gen.OneOf(Market.UsdM, Market.UsdM, Market.CoinM),
        Gen.OneOf(PositionSide.Long, PositionSide.Short),
        Looks,
        Gen.Select(Gen.OneOf(0.1m, 0.5m, 1m), Gen.OneOf(40_000m, 60_000m, 90_000m), Looks).Array[0, 4]);

    [Fact]
    public void Ledger_conservation() => Copies.Sample(
        copy =>
        {
            var story = new Story(copy.Market, copy.Side);
            story.Enter(copy.Entry);
            foreach (var (of, price, looks) in copy.Exits)
                story.Leave(of, price, looks);

            var totals = LedgerTotals.Of(story.Ledger);
            var position = story.Position;
            Assert.Equal(story.Reservation.Status == ReservationStatus.Held ? story.Reservation.AmountUsdt : 0m, totals.ReservedUsdt);
            Assert.Equal(position?.MarginUsdt ?? 0m, totals.UsedUsdt);
            Assert.Equal(position?.RealizedPnl ?? 0m, totals.ProfitUsdt);
            Assert.Equal(story.Trades.Sum(trade => trade.RealizedPnl ?? 0m), totals.ProfitUsdt);
            Assert.Equal(story.EntryFilled - story.ExitsFilled, position?.Quantity ?? 0m);
            Assert.Equal(TradeTransitions.IsInFlight(story.Trades[0].Status), story.Reservation.Status == ReservationStatus.Held);
        },
        iter: 1000);

    [Fact]
    public void Reduce_only_never_increases_exposure() => Copies.Sample(
        copy =>
        {
            var story = new Story(copy.Market, copy.Side);
            story.Enter(copy.Entry);
            var before = story.Position?.Quantity ?? 0m;
            foreach (var (of, price, looks) in copy.Exits)
            {
                story.Leave(of, price, looks);
                var after = story.Position?.Quantity ?? 0m;
                Assert.InRange(after, 0m, before);
                before = after;
            }
        },
        iter: 1000);

    [Fact]
    public void Copies_never_move_away_from_their_target_while_exits_are_owed() =>
        Gen.Select(Gen.OneOf(0.003m, 1m, 1_000m), Gen.Select(Gen.OneOf(0.0001m, 0.1m, 0.25m, 0.5m, 0.999m), Gen.Bool).Array[1, 8]).Sample((held, reductions) =>
        {
            // Each reduction of the whale is owed; now and then what is owed can be sold. The target is what he left of his own.
            var (position, target) = (PositionOf(held), held);
            foreach (var (fraction, isMade) in reductions)
            {
                target *= 1m - fraction;
                position.Owe(CloseReason.WhaleExit, fraction, Now);
                Assert.True(Close(position.Quantity * (1m - position.OwedFraction!.Value), target), "what is owed leads to the target");
                if (!isMade)
                    continue;
                position.Quantity -= position.Quantity * position.OwedFraction.Value;
                position.Forgive();
                Assert.True(Close(position.Quantity, target));
            }
        });

    [Fact]
    public void Copies_never_move_away_from_their_target_when_an_increase_fills_among_owed_exits() =>
        Gen.Select(Gen.OneOf(0m, 0.25m, 0.5m, 1m), Gen.OneOf(0m, 0.25m, 0.5m, 1m), Gen.OneOf(0.003m, 1m, 1_000m), Gen.OneOf(0.001m, 0.5m, 70m)).Sample((owedBefore, owedOfFill, held, filled) =>
        {
            var position = PositionOf(held + filled);
            if (owedBefore > 0m)
                position.Owe(CloseReason.WhaleExit, owedBefore, Now);
            var entry = TradeOf(SignalKind.Increase, filled, PositionSide.Long, Market.UsdM);
            if (owedOfFill > 0m)
                entry.Owe(CloseReason.WhaleExit, owedOfFill);

            position.OweAfter(entry, filled, Now);

            var target = owedBefore == 1m || owedOfFill == 1m ? 0m : (held * (1m - owedBefore)) + (filled * (1m - owedOfFill));
            Assert.True(Close(position.Quantity * (1m - (position.OwedFraction ?? 0m)), target));
        });

    private static bool Close(decimal left, decimal right) => decimal.Abs(left - right) <= 1e-15m * decimal.Max(1m, decimal.Abs(right));

    private static Look[] Lives(decimal[] parts, OrderStatus end, decimal last, int repeat, decimal late)
    {
        var filled = 0m;
        var looks = new List<Look>();
        foreach (var part in parts)
        {
            filled = decimal.Max(filled, part);
            looks.Add(new Look(filled == 0m ? OrderStatus.Accepted : OrderStatus.PartiallyFilled, filled));
        }

        filled = end == OrderStatus.Filled ? 1m : decimal.Max(filled, last);
        looks.Add(new Look(filled == 1m ? OrderStatus.Filled : end, filled));
        if (late > filled)
            looks.Add(new Look(OrderStatus.Filled, late)); // a fill that raced the cancellation
        return [.. looks.SelectMany(look => Enumerable.Repeat(look, repeat))];
    }

    private static PositionRow PositionOf(decimal quantity) => new()
    {
        Id = 1,
        Uid = Guid.NewGuid(),
        UserId = 3,
        ApiKeyId = 5,
        Exchange = Venue.Binance,
        Market = Market.UsdM,
        Symbol = "BTCUSDT",
        PositionType = TradeType.Futures,
        Side = PositionSide.Long,
        SourceMarket = Market.UsdM,
        SourceSymbol = "BTCUSDT",
        SourceSide = PositionSide.Long,
        Quantity = quantity,
        QuantityUnit = SizeUnit.Base,
        EnteredQuantity = quantity,
        EntryPrice = 60_000m,
        StopLossPercent = 10m,
        OpenedAt = Now,
    };

    private static TradeRow TradeOf(SignalKind kind, decimal quantity, PositionSide side, Market market) => new()
    {
        Uid = Guid.NewGuid(),
        UserId = 3,
        SignalId = 11,
        WhaleId = 7,
        ApiKeyId = 5,
        IsCopyTrade = true,
        Exchange = Venue.Binance,
        Market = market,
        Symbol = "BTC",
        TradeType = TradeType.Futures,
        Kind = kind,
        Side = kind is SignalKind.Open or SignalKind.Increase ? side.Entry() : side.Exit(),
        PositionSide = side,
        OrderType = OrderType.Market,
        Quantity = quantity,
        QuantityUnit = market == Market.CoinM ? SizeUnit.Contracts : SizeUnit.Base,
        Leverage = 7,
        Attempts = 1,
        Status = TradeStatus.Executing,
        DecidedAt = Now,
        CreatedAt = Now,
    };
}
