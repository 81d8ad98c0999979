namespace WhaleCopy.Simulator.Engine;

internal sealed partial class Venue
{
    private readonly List<AlgoOrder> _crossed = [];
    private readonly List<Order> _matched = [];
    private readonly List<Position> _endangered = [];

    /// <summary>A new quote: stops fire, resting orders fill, positions without collateral are liquidated, in that order.</summary>
    public void ApplyQuote(Market market, string symbol, Quote quote)
    {
        var book = FindCanonical(market, symbol);
        if (book is null)
        {
            return;
        }

        book.Quote = quote;
        book.HighPrice = Math.Max(book.HighPrice, quote.Price);
        book.LowPrice = Math.Min(book.LowPrice, quote.Price);
        FireStops(book);
        FillResting(book);
        Liquidate(book);
    }

    private void FireStops(InstrumentBook book)
    {
        _crossed.Clear();
        for (var i = 0; i < book.Waiting.Count; i++)
        {
            var algo = book.Waiting[i];
            if (IsCrossed(book, algo.TriggerPrice, algo.Source, algo.When))
            {
                _crossed.Add(algo);
            }
        }

        if (_crossed.Count == 0)
        {
            return;
        }

        // The order in the set follows removals, not time: the oldest fires first.
        _crossed.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        foreach (var algo in _crossed)
        {
            if (algo.IsOpen)
            {
                Fire(algo);
            }
        }

        MarkChanged();
    }

    private void FillResting(InstrumentBook book)
    {
        _matched.Clear();
        for (var i = 0; i < book.Resting.Count; i++)
        {
            var order = book.Resting[i];
            if (Crosses(book, order.Kind, order.Side, order.Price))
            {
                _matched.Add(order);
            }
        }

        if (_matched.Count == 0)
        {
            return;
        }

        _matched.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        foreach (var order in _matched)
        {
            if (order.IsOpen)
            {
                Match(order, isResting: true);
            }
        }

        MarkChanged();
    }

    private void Liquidate(InstrumentBook book)
    {
        _endangered.Clear();
        for (var i = 0; i < book.Positions.Count; i++)
        {
            var position = book.Positions[i];
            if (position.Quantity != 0 && Collateral(position) + position.UnrealizedPnl <= position.MaintenanceMargin)
            {
                _endangered.Add(position);
            }
        }

        foreach (var position in _endangered.ToArray())
        {
            if (position.Quantity != 0)
            {
                CloseByVenue(position, position.Size, $"autoclose-{NowMs}{NextId() % 1000}", isLiquidation: true);
            }
        }
    }

    /// <summary>Liquidation or auto-deleveraging: at the mark, whatever the book holds.</summary>
    public Order CloseByVenue(Position position, decimal quantity, string clientId, bool isLiquidation)
    {
        var account = position.Account;
        var book = position.Book;
        if (isLiquidation)
        {
            foreach (var open in account.OpenOrders.Where(open => ReferenceEquals(open.Book, book)).ToArray())
            {
                Finish(open, OrderStatus.Canceled);
            }
        }

        var request = new OrderRequest
        {
            Market = book.Spec.Market,
            Book = book,
            ClientId = clientId,
            Side = position.IsLong ? Side.Sell : Side.Buy,
            PositionSide = position.Side,
            Kind = OrderKind.Limit,
            SentType = "LIMIT",
            TimeInForce = TimeInForce.Ioc,
            ReduceOnly = position.Side == PositionSide.Both,
            Price = book.Quote.Mark,
            Mode = position.Mode,
        };
        var order = NewOrder(account, request, quantity, isVenueMade: true);
        Enter(order);
        var isIsolated = position.Mode == MarginMode.Isolated;
        var behind = isIsolated ? position.IsolatedMargin * quantity / position.Size : 0;
        Execute(order, quantity, book.Quote.Mark, isMaker: false, isLiquidation ? LiquidationFeeRate : null);
        Finish(order, OrderStatus.Filled);
        if (isLiquidation)
        {
            Absorb(account, book.Spec, order, behind, isIsolated);
        }

        MarkChanged();
        return order;
    }

    private const decimal LiquidationFeeRate = 0.01m;

    /// <summary>Nobody loses more than what stood behind the position: the venue's insurance pays the rest.</summary>
    private void Absorb(Account account, Instrument spec, Order order, decimal isolatedMargin, bool isIsolated)
    {
        var fill = order.Fills[^1];
        var balance = account.Balance(WalletOf(spec.Market), spec.SettleAsset);
        var loss = fill.Fee - fill.RealizedPnl;
        var excess = isIsolated ? loss - isolatedMargin : -balance.Total;
        if (excess > 0)
        {
            balance.Total += excess;
            account.Incomes.Add(new Income(
                NextId(), spec.Market, spec.Symbol.Name, "INSURANCE_CLEAR", excess, spec.SettleAsset, Now, null));
        }
    }

    /// <summary>Books a funding payment; positive amounts are paid by the holder.</summary>
    public void Fund(Position position, decimal amount)
    {
        var spec = position.Spec;
        var balance = position.Account.Balance(WalletOf(spec.Market), spec.SettleAsset);
        balance.Total -= amount;
        balance.UpdatedAt = Now;
        position.Account.Incomes.Add(new Income(
            NextId(), spec.Market, spec.Symbol.Name, "FUNDING_FEE", -amount, spec.SettleAsset, Now, null, position.Quantity));
        MarkChanged();
    }
}
