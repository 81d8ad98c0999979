namespace WhaleCopy.Simulator.Engine;

internal sealed partial class Venue
{
    private static bool Crosses(InstrumentBook book, OrderKind kind, Side side, decimal price)
    {
        var quote = book.Quote;
        return kind == OrderKind.Market || (side == Side.Buy ? price >= quote.Ask : price <= quote.Bid);
    }

    /// <summary>How much the book holds at its best price, in the engine's unit. Every order finds it anew.</summary>
    private static decimal Liquidity(InstrumentBook book)
    {
        var quote = book.Quote;
        return quote.Depth is { } depth
            ? book.Spec.FloorToStep(book.Spec.FromBase(depth, quote.Price))
            : decimal.MaxValue;
    }

    /// <summary>Fills what the book allows; what is left rests or ends.</summary>
    private void Match(Order order, bool isResting)
    {
        var book = order.Book!;
        if (Crosses(book, order.Kind, order.Side, order.Price))
        {
            var quantity = Math.Min(order.Remaining, Liquidity(book));
            var reducible = Reducible(order);
            if (reducible is { } limit && limit < order.Remaining)
            {
                quantity = Math.Min(quantity, limit);
            }

            if (quantity > 0)
            {
                var price = isResting ? order.Price : order.Side == Side.Buy ? book.Quote.Ask : book.Quote.Bid;
                Execute(order, quantity, price, isMaker: isResting);
            }

            if (order.Remaining > 0 && reducible is { } left && left - quantity <= 0)
            {
                Finish(order, OrderStatus.Expired);
                return;
            }
        }

        if (order.Remaining <= 0)
        {
            Finish(order, OrderStatus.Filled);
            return;
        }

        if (isResting)
        {
            return;
        }

        if (order.Kind == OrderKind.Market || order.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok)
        {
            Finish(order, OrderStatus.Expired);
            return;
        }

        book.Resting.Add(order);
        LockForResting(order);
    }

    /// <summary>What a reducing order may still take from its position; null where it is not limited to one.</summary>
    private static decimal? Reducible(Order order)
    {
        var isReducing = order.ReduceOnly
            || (order.PositionSide == PositionSide.Long && order.Side == Side.Sell)
            || (order.PositionSide == PositionSide.Short && order.Side == Side.Buy);
        if (!isReducing || order.Book!.Spec.IsSpot)
        {
            return null;
        }

        var position = order.Account.FindPosition(order.Book, order.PositionSide, ModeKey(order));
        return position is null || position.Quantity == 0 || position.IsLong == (order.Side == Side.Buy) ? 0 : position.Size;
    }

    /// <summary>Only OKX keeps a cross and an isolated position of one instrument side by side.</summary>
    private static MarginMode? ModeKey(LedgerEntry entry) => entry.Account.Exchange == Exchange.Okx ? entry.MarginMode : null;

    private void Finish(Order order, OrderStatus status)
    {
        var now = Now;
        if (order.Index >= 0)
        {
            UnlockResting(order);
            order.Book!.Resting.Remove(order);
        }

        order.Status = status;
        order.UpdatedAt = now;
        order.EndedAt = now;
        _ = order.Account.OpenOrders.Remove(order);
        SettleSiblings(order);
        if (order.Attached is not null && order.Filled > 0)
        {
            ActivateAttached(order);
        }
    }

    private void Execute(Order order, decimal quantity, decimal price, bool isMaker, decimal? feeRate = null)
    {
        var spec = order.Book!.Spec;
        var now = Now;
        var rate = feeRate ?? (isMaker ? spec.MakerFee : spec.TakerFee);
        order.AveragePrice = Math.Round(spec.AveragePrice(order.Filled, order.AveragePrice, quantity, price), 12);
        order.Filled += quantity;
        order.FilledValue += spec.Value(quantity, price);
        order.Status = order.Remaining > 0 ? OrderStatus.PartiallyFilled : OrderStatus.Filled;
        order.UpdatedAt = now;
        var fill = spec.IsSpot
            ? SettleSpot(order, quantity, price, rate, isMaker, now)
            : SettleDerivative(order, quantity, price, rate, isMaker, now);
        order.Fills.Add(fill);
        if (isMaker && order.ListId is not null)
        {
            SettleSiblings(order);
        }
    }
}
