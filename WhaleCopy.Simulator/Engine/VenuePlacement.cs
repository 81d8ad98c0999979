namespace WhaleCopy.Simulator.Engine;

internal sealed partial class Venue
{
    private const int MaximumOpenOrders = 200;

    /// <summary>Takes or refuses an order; an accepted one has been matched against the book when this returns.</summary>
    public Placement<Order> Place(Account account, OrderRequest request)
    {
        var refusal = Check(account, request, out var quantity);
        if (request.EndsQuietly && refusal is Refusal.CannotFillCompletely or Refusal.WouldTakeLiquidity)
        {
            var ended = NewOrder(account, request, quantity);
            Enter(ended);
            Finish(ended, OrderStatus.Expired);
            MarkChanged();
            return new Placement<Order>(ended, Refusal.None);
        }

        if (refusal != Refusal.None)
        {
            return new Placement<Order>(Record(account, request, Outcome.Rejected, null), refusal);
        }

        var order = NewOrder(account, request, quantity);
        Enter(order);
        Match(order, isResting: false);
        MarkChanged();
        return new Placement<Order>(order, Refusal.None);
    }

    /// <summary>Writes an order that never reached the engine into the ledger: refused by the dialect or dropped by a fault.</summary>
    public Order Record(Account account, OrderRequest request, Outcome outcome, string? code)
    {
        var now = Now;
        var order = NewOrder(account, request, request.Quantity);
        order.Outcome = outcome;
        order.RejectCode = code;
        order.Status = OrderStatus.Rejected;
        order.EndedAt = now;
        account.Entries.Add(order);
        Ledger.Add(order);
        MarkChanged();
        return order;
    }

    public bool Cancel(Order order)
    {
        if (!order.IsOpen)
        {
            return false;
        }

        Finish(order, OrderStatus.Canceled);
        MarkChanged();
        return true;
    }

    private Order NewOrder(Account account, OrderRequest request, decimal quantity, AlgoOrder? parent = null, bool isVenueMade = false)
    {
        var now = Now;
        var reduces = request.Book is not null && IsClosing(account, request);
        return new Order
        {
            Id = parent is { KeepsId: true } ? parent.Id : NextId(),
            Account = account,
            Market = request.Market,
            Book = request.Book,
            Symbol = request.Book?.Spec.Symbol.Name ?? request.Symbol,
            ClientId = request.ClientId,
            Side = request.Side,
            PositionSide = request.PositionSide,
            MarginMode = request.Mode ?? (request.Book is null ? account.DefaultMode : account.Setting(request.Book).Mode),
            SentType = request.SentType,
            TimeInForce = request.TimeInForce,
            ReduceOnly = request.ReduceOnly,
            Quantity = quantity,
            QuoteQuantity = request.QuoteQuantity,
            Price = request.Price,
            ReceivedAt = now,
            UpdatedAt = now,
            Kind = request.Kind,
            Parent = parent,
            IsVenueMade = isVenueMade,
            Attached = request.Attached,
            Tag = request.Tag,
            ListId = request.ListId,
            ListClientId = request.ListClientId,
            SinceTraderChangeMilliseconds = parent is not null || isVenueMade
                ? null
                : _changes.Explain(request.Book?.Spec.Symbol.Name, request.Side, request.PositionSide, reduces, now),
        };
    }

    private void Enter(Order order)
    {
        order.Account.Remember(order);
        order.Account.Entries.Add(order);
        order.Account.OpenOrders.Add(order);
        Ledger.Add(order);
    }

    private Refusal Check(Account account, OrderRequest request, out decimal quantity)
    {
        quantity = request.Quantity;
        var book = request.Book!;
        var spec = book.Spec;
        if (request.ClientId is not null && IsTaken(account, request, request.ClientId))
        {
            return Refusal.DuplicateClientId;
        }

        if (spec.IsSpot && request.QuoteQuantity > 0)
        {
            var reference = request.Side == Side.Buy ? book.Quote.Ask : book.Quote.Bid;
            quantity = spec.FloorToStep(request.QuoteQuantity / reference);
            if (request.QuoteQuantity < spec.MinimumNotional)
            {
                return Refusal.NotionalBelowMinimum;
            }
        }

        var filter = OrderFilters.Check(book, request.Kind, request.Side, quantity, request.Price);
        if (filter != Refusal.None)
        {
            return filter;
        }

        var reduce = spec.IsSpot ? Refusal.None : CheckReduce(account, request, ref quantity);
        if (reduce != Refusal.None)
        {
            return reduce;
        }

        var isClosing = !spec.IsSpot && IsClosing(account, request);
        var reference2 = request.Kind == OrderKind.Limit ? request.Price : request.Side == Side.Buy ? book.Quote.Ask : book.Quote.Bid;
        if (!isClosing && OrderFilters.IsBelowMinimumNotional(spec, quantity, reference2))
        {
            return Refusal.NotionalBelowMinimum;
        }

        if (account.OpenOrders.Count >= MaximumOpenOrders)
        {
            return Refusal.TooManyOpenOrders;
        }

        var crosses = Crosses(book, request.Kind, request.Side, request.Price);
        if (crosses && request.TimeInForce == TimeInForce.PostOnly)
        {
            return Refusal.WouldTakeLiquidity;
        }

        if (request.TimeInForce == TimeInForce.Fok && (!crosses || Liquidity(book) < quantity))
        {
            return Refusal.CannotFillCompletely;
        }

        return CheckFunds(account, request, quantity, reference2);
    }

    /// <summary>Venues differ: Binance, OKX and Bitget-spot take an id again once its order is done, Bybit and Bitget never.</summary>
    private bool IsTaken(Account account, OrderRequest request, string clientId)
    {
        var isForever = Exchange is Exchange.Bybit or Exchange.Bitget;
        var order = account.FindOrder(request.Market, clientId);
        var isTaken = order is not null && (order.IsOpen || isForever);
        if (isTaken || (!request.KeepsId && request.Algo is null))
        {
            return isTaken;
        }

        var algo = account.FindAlgo(request.Market, clientId);
        return algo is not null && (algo.IsOpen || isForever);
    }

    private static bool IsClosing(Account account, OrderRequest request)
    {
        if (request.ReduceOnly)
        {
            return true;
        }

        return request.PositionSide switch
        {
            PositionSide.Long => request.Side == Side.Sell,
            PositionSide.Short => request.Side == Side.Buy,
            _ => request.Book is { Spec.IsSpot: false } book
                && account.FindPosition(book, PositionSide.Both, request.Mode) is { Quantity: not 0 } position
                && position.IsLong == (request.Side == Side.Sell)
                && request.Quantity <= position.Size,
        };
    }

    private Refusal CheckReduce(Account account, OrderRequest request, ref decimal quantity)
    {
        var hedgeClose = request.PositionSide switch
        {
            PositionSide.Long => request.Side == Side.Sell,
            PositionSide.Short => request.Side == Side.Buy,
            _ => false,
        };
        if (!request.ReduceOnly && !hedgeClose)
        {
            return Refusal.None;
        }

        var position = account.FindPosition(request.Book!, request.PositionSide, request.Mode);
        if (position is null || position.Quantity == 0)
        {
            return Refusal.NothingToReduce;
        }

        if (position.IsLong == (request.Side == Side.Buy))
        {
            return Refusal.ReduceOnlyWrongDirection;
        }

        if (quantity > position.Size)
        {
            // Binance refuses to close more of a hedge side than there is; elsewhere the rest falls away.
            if (hedgeClose && Exchange == Exchange.Binance)
            {
                return Refusal.ReduceOnly;
            }

            quantity = position.Size;
        }

        return Refusal.None;
    }

    private Refusal CheckFunds(Account account, OrderRequest request, decimal quantity, decimal price)
    {
        var book = request.Book!;
        var spec = book.Spec;
        var wallet = WalletOf(spec.Market);
        if (spec.IsSpot)
        {
            var asset = request.Side == Side.Buy ? spec.QuoteAsset : spec.BaseAsset;
            var needed = request.Side == Side.Buy ? quantity * price : quantity;
            return Free(account, wallet, asset) < needed ? Refusal.InsufficientBalance : Refusal.None;
        }

        var opening = OpeningQuantity(account, request, quantity);
        if (opening <= 0)
        {
            return Refusal.None;
        }

        var setting = account.Setting(book, request.Mode);
        var leverage = LeverageOf(setting, request.PositionSide, request.Side);
        if (LeverageBrackets.NotionalCap(spec, leverage) < spec.Notional(opening + HeldInDirection(account, request), price))
        {
            return Refusal.ExceedsLeverageBracket;
        }

        var value = spec.Value(opening, price);
        var required = (value / leverage) + (value * spec.TakerFee);
        return Available(account, wallet, spec.SettleAsset) < required ? Refusal.InsufficientMargin : Refusal.None;
    }

    private static decimal HeldInDirection(Account account, OrderRequest request)
    {
        var position = account.FindPosition(request.Book!, request.PositionSide, request.Mode);
        return position is not null && position.IsLong == (request.Side == Side.Buy) ? position.Size : 0;
    }

    private static decimal OpeningQuantity(Account account, OrderRequest request, decimal quantity)
    {
        if (request.ReduceOnly)
        {
            return 0;
        }

        switch (request.PositionSide)
        {
            case PositionSide.Long:
                return request.Side == Side.Buy ? quantity : 0;
            case PositionSide.Short:
                return request.Side == Side.Sell ? quantity : 0;
            default:
                var position = account.FindPosition(request.Book!, PositionSide.Both, request.Mode);
                return position is null || position.Quantity == 0 || position.IsLong == (request.Side == Side.Buy)
                    ? quantity
                    : Math.Max(0, quantity - position.Size);
        }
    }

    /// <summary>Leverage that counts for an order: hedge sides may differ (isolated).</summary>
    public static decimal LeverageOf(SymbolSetting setting, PositionSide side, Side orderSide)
    {
        var isShort = side == PositionSide.Short || (side == PositionSide.Both && orderSide == Side.Sell);
        return isShort ? setting.ShortLeverage ?? setting.Leverage : setting.Leverage;
    }
}
