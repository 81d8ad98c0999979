namespace WhaleCopy.Simulator.Engine;

internal sealed partial class Venue
{
    /// <summary>Coins change hands; the fee is taken from what is received.</summary>
    private Fill SettleSpot(Order order, decimal quantity, decimal price, decimal rate, bool isMaker, DateTimeOffset now)
    {
        var spec = order.Book!.Spec;
        var wallet = WalletOf(Market.Spot);
        var coins = order.Account.Balance(wallet, spec.BaseAsset);
        var quotes = order.Account.Balance(wallet, spec.QuoteAsset);
        var amount = quantity * price;
        coins.UpdatedAt = quotes.UpdatedAt = now;
        if (order.Side == Side.Buy)
        {
            if (order.Index >= 0)
            {
                quotes.Locked -= quantity * order.Price;
            }

            var fee = Math.Round(quantity * rate, 10);
            quotes.Total -= amount;
            coins.Total += quantity - fee;
            return new Fill(NextId(), quantity, price, fee, spec.BaseAsset, isMaker, 0, now);
        }
        else
        {
            if (order.Index >= 0)
            {
                coins.Locked -= quantity;
            }

            var fee = Math.Round(amount * rate, 10);
            coins.Total -= quantity;
            quotes.Total += amount - fee;
            return new Fill(NextId(), quantity, price, fee, spec.QuoteAsset, isMaker, 0, now);
        }
    }

    /// <summary>Closes what is opposite, opens the rest, books profit and fee.</summary>
    private Fill SettleDerivative(Order order, decimal quantity, decimal price, decimal rate, bool isMaker, DateTimeOffset now)
    {
        var book = order.Book!;
        var spec = book.Spec;
        var balance = order.Account.Balance(WalletOf(spec.Market), spec.SettleAsset);
        var position = order.Account.FindPosition(book, order.PositionSide, ModeKey(order)) ?? NewPosition(order, now);
        var signed = order.Side == Side.Buy ? quantity : -quantity;
        var realized = 0m;
        var closing = position.Quantity != 0 && Math.Sign(position.Quantity) != Math.Sign(signed)
            ? Math.Min(quantity, position.Size)
            : 0;
        if (closing > 0)
        {
            var share = closing / position.Size;
            realized = Math.Round(spec.Profit(position.IsLong ? closing : -closing, position.EntryPrice, price), 8);
            position.IsolatedMargin -= Math.Round(position.IsolatedMargin * share, 8);
            position.Quantity += Math.Sign(signed) * closing;
            position.RealizedPnl += realized;
        }

        var opening = quantity - closing;
        if (opening > 0)
        {
            var setting = order.Account.Setting(book, order.MarginMode);
            if (position.Quantity == 0)
            {
                position.EntryPrice = 0;
                position.OpenedAt = now;
                position.RealizedPnl = 0;
                position.Mode = order.MarginMode;
            }

            position.Leverage = LeverageOf(setting, order.PositionSide, order.Side);
            position.EntryPrice = Math.Round(spec.AveragePrice(position.Size, position.EntryPrice, opening, price), 12);
            position.Quantity += Math.Sign(signed) * opening;
            if (position.Mode == MarginMode.Isolated)
            {
                position.IsolatedMargin += Math.Round(spec.Value(opening, price) / position.Leverage, 8);
            }
        }

        var fee = Math.Round(spec.Value(quantity, price) * rate, 8);
        balance.Total += realized - fee;
        balance.UpdatedAt = now;
        position.UpdatedAt = now;
        if (position.Quantity == 0)
        {
            Drop(position);
        }

        return new Fill(NextId(), quantity, price, fee, spec.SettleAsset, isMaker, realized, now, closing);
    }

    private Position NewPosition(Order order, DateTimeOffset now)
    {
        var position = new Position
        {
            Id = NextId(),
            Account = order.Account,
            Book = order.Book!,
            Side = order.PositionSide,
            Mode = order.MarginMode,
            Leverage = LeverageOf(order.Account.Setting(order.Book!, order.MarginMode), order.PositionSide, order.Side),
            OpenedAt = now,
            UpdatedAt = now,
        };
        Keep(position);
        return position;
    }

    public static void Keep(Position position)
    {
        position.Account.Positions.Add(position);
        position.Book.Positions.Add(position);
    }

    private void Drop(Position position)
    {
        _ = position.Account.Positions.Remove(position);
        position.Book.Positions.Remove(position);
        ExpireReducing(position);
    }

    /// <summary>A resting order that could only reduce this position has nothing left to do; a close-position stop neither.</summary>
    private void ExpireReducing(Position position)
    {
        var account = position.Account;
        for (var i = account.OpenOrders.Count - 1; i >= 0; i--)
        {
            var order = account.OpenOrders[i];
            if (ReferenceEquals(order.Book, position.Book) && order.Index >= 0 && order.PositionSide == position.Side
                && Reducible(order) == 0)
            {
                Finish(order, OrderStatus.Expired);
            }
        }

        for (var i = account.OpenAlgos.Count - 1; i >= 0; i--)
        {
            var algo = account.OpenAlgos[i];
            if (ReferenceEquals(algo.Book, position.Book) && algo.ClosePosition && algo.PositionSide == position.Side)
            {
                FinishAlgo(algo, AlgoStatus.Expired);
            }
        }
    }
}
