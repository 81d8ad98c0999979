using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Executor.Exits;

namespace WhaleCopy.Executor.Placement;

/// <summary>What leaving does to a position, by our order or by the venue's.</summary>
internal static class PositionExit
{
    /// <summary>Takes a fill off a position.</summary>
    public static ExitResult Apply(PositionRow position, InstrumentSpec instrument, OrderSize filled, decimal price)
    {
        var before = new Holding(OrderSize.Of(position.Quantity, position.QuantityUnit), position.EntryPrice, position.MarginUsdt);
        var exact = PositionMath.Take(instrument, before, filled, price, position.Side);
        var margin = Cents.Of(exact.Rest.MarginUsdt);
        var result = new ExitResult(exact.Rest with { MarginUsdt = margin }, Cents.Of(exact.ProfitUsdt), before.MarginUsdt - margin);
        var taken = before.Quantity - result.Rest.Quantity;
        var leftBefore = position.EnteredQuantity - position.Quantity;
        if (!taken.IsZero)
            position.ExitPrice = (((position.ExitPrice ?? 0m) * leftBefore) + (price * taken.Value)) / (leftBefore + taken.Value);
        position.Quantity = result.Rest.Quantity.Value;
        position.MarginUsdt = result.Rest.MarginUsdt;
        position.NotionalUsdt = instrument.NotionalUsdt(result.Rest.Quantity, position.EntryPrice);
        position.UnrealizedPnl = before.Quantity.IsZero ? 0m : position.UnrealizedPnl * result.Rest.Quantity.Value / before.Quantity.Value;
        position.RealizedPnl += result.ProfitUsdt;
        return result;
    }

    /// <summary>Ends a position that has nothing left.</summary>
    public static void Close(PositionRow position, PositionEvent happened, CloseReason reason, DateTimeOffset now)
    {
        position.Status = PositionTransitions.Next(position.Status, happened).From(position.Status, happened);
        position.CloseReason ??= reason;
        position.ClosedAt ??= now;
        position.UnrealizedPnl = 0m;
        position.UnrealizedPnlPercent = 0m;
        position.Forgive();
        position.MissingQuantity = null;
        position.MissingSince = null;
    }
}

/// <summary>Amounts as the ledger keeps them: what is rounded once adds up for ever.</summary>
internal static class Cents
{
    /// <summary>A millionth of a millionth of a USDT, well within the columns.</summary>
    public static decimal Of(decimal amountUsdt) => decimal.Round(amountUsdt, 12);
}
