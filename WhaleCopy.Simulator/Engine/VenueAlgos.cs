namespace WhaleCopy.Simulator.Engine;

internal sealed partial class Venue
{
    private const int MaximumOpenAlgos = 100;

    /// <summary>Takes or refuses a conditional order. No margin is checked before it triggers; spot locks its coins.</summary>
    public Placement<AlgoOrder> PlaceAlgo(Account account, OrderRequest request)
    {
        var terms = request.Algo!;
        var refusal = CheckAlgo(account, request, terms);
        var algo = NewAlgo(account, request, terms);
        account.Entries.Add(algo);
        Ledger.Add(algo);
        if (refusal != Refusal.None)
        {
            algo.Status = AlgoStatus.Rejected;
            algo.Outcome = Outcome.Rejected;
            algo.EndedAt = algo.ReceivedAt;
            MarkChanged();
            return new Placement<AlgoOrder>(algo, refusal);
        }

        Arm(algo);
        MarkChanged();
        return new Placement<AlgoOrder>(algo, Refusal.None);
    }

    /// <summary>Writes a conditional order that the engine never saw into the ledger.</summary>
    public AlgoOrder RecordAlgo(Account account, OrderRequest request, Outcome outcome, string? code)
    {
        var terms = request.Algo ?? new AlgoTerms(0, TriggerSource.Last, TriggerWhen.AtOrAbove, false);
        var algo = NewAlgo(account, request, terms);
        algo.Status = AlgoStatus.Rejected;
        algo.Outcome = outcome;
        algo.RejectCode = code;
        algo.EndedAt = algo.ReceivedAt;
        account.Entries.Add(algo);
        Ledger.Add(algo);
        MarkChanged();
        return algo;
    }

    public bool CancelAlgo(AlgoOrder algo)
    {
        if (!algo.IsOpen)
        {
            return false;
        }

        FinishAlgo(algo, AlgoStatus.Canceled);
        if (algo.Sibling is { IsOpen: true } sibling)
        {
            FinishAlgo(sibling, AlgoStatus.Canceled);
        }

        if (algo.SiblingOrder is { IsOpen: true } order)
        {
            Finish(order, OrderStatus.Canceled);
        }

        MarkChanged();
        return true;
    }

    private AlgoOrder NewAlgo(Account account, OrderRequest request, AlgoTerms terms)
    {
        var now = Now;
        return new AlgoOrder
        {
            Id = NextId(),
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
            Quantity = request.Quantity,
            Price = request.Price,
            ReceivedAt = now,
            UpdatedAt = now,
            Kind = request.Kind,
            TriggerPrice = terms.TriggerPrice,
            Source = terms.Source,
            When = terms.When,
            ClosePosition = terms.ClosePosition,
            IsProtective = IsProtective(request, terms),
            KeepsId = request.KeepsId,
            HoldsCoins = request.Market == Market.Spot,
            Tag = request.Tag,
            ListId = request.ListId,
            ListClientId = request.ListClientId,
        };
    }

    private static bool IsProtective(OrderRequest request, AlgoTerms terms) =>
        terms.ClosePosition
        || request.ReduceOnly
        || (request.PositionSide == PositionSide.Long && request.Side == Side.Sell)
        || (request.PositionSide == PositionSide.Short && request.Side == Side.Buy)
        || (request.Market == Market.Spot && request.Side == Side.Sell);

    private Refusal CheckAlgo(Account account, OrderRequest request, AlgoTerms terms, bool checkCoins = true)
    {
        var book = request.Book!;
        if (request.ClientId is not null && IsAlgoTaken(account, request, request.ClientId))
        {
            return Refusal.DuplicateClientId;
        }

        if (terms.TriggerPrice <= 0)
        {
            return Refusal.PriceNotPositive;
        }

        if (terms.TriggerPrice % book.Spec.Tick != 0)
        {
            return Refusal.PriceOffTick;
        }

        if (!terms.ClosePosition)
        {
            var filter = OrderFilters.Check(book, OrderKind.Market, request.Side, request.Quantity, 0);
            if (filter != Refusal.None)
            {
                return filter;
            }
        }

        if (IsCrossed(book, terms.TriggerPrice, terms.Source, terms.When))
        {
            return Refusal.WouldTriggerImmediately;
        }

        if (account.OpenAlgos.Count >= MaximumOpenAlgos)
        {
            return Refusal.TooManyOpenOrders;
        }

        if (book.Spec.IsSpot && checkCoins)
        {
            var asset = request.Side == Side.Buy ? book.Spec.QuoteAsset : book.Spec.BaseAsset;
            var needed = request.Side == Side.Buy ? request.Quantity * LockPrice(request.Price, terms.TriggerPrice) : request.Quantity;
            if (Free(account, WalletOf(Market.Spot), asset) < needed)
            {
                return Refusal.InsufficientBalance;
            }
        }

        return Refusal.None;
    }

    private bool IsAlgoTaken(Account account, OrderRequest request, string clientId)
    {
        if (request.KeepsId)
        {
            return IsTaken(account, request, clientId);
        }

        var algo = account.FindAlgo(request.Market, clientId);
        return algo is not null && (algo.IsOpen || Exchange is Exchange.Bybit or Exchange.Bitget);
    }

    private static decimal LockPrice(decimal limit, decimal trigger) => limit > 0 ? limit : trigger;

    /// <summary>Makes a conditional order live.</summary>
    private void Arm(AlgoOrder algo)
    {
        algo.Account.Remember(algo);
        algo.Account.OpenAlgos.Add(algo);
        algo.Book!.Waiting.Add(algo);
        if (algo.HoldsCoins)
        {
            SpotLock(algo.Account, algo.Book.Spec, algo.Side, algo.Quantity, LockPrice(algo.Price, algo.TriggerPrice));
        }
    }

    private void FinishAlgo(AlgoOrder algo, AlgoStatus status)
    {
        if (algo.Index >= 0)
        {
            algo.Book!.Waiting.Remove(algo);
            if (algo.HoldsCoins)
            {
                SpotLock(algo.Account, algo.Book.Spec, algo.Side, -algo.Quantity, LockPrice(algo.Price, algo.TriggerPrice));
            }
        }

        _ = algo.Account.OpenAlgos.Remove(algo);
        algo.Status = status;
        algo.UpdatedAt = Now;
        algo.EndedAt = algo.UpdatedAt;
    }

    private static bool IsCrossed(InstrumentBook book, decimal trigger, TriggerSource source, TriggerWhen when)
    {
        var price = book.TriggerPrice(source);
        return when == TriggerWhen.AtOrAbove ? price >= trigger : price <= trigger;
    }

    /// <summary>The trigger was crossed: a normal order takes its place.</summary>
    private void Fire(AlgoOrder algo)
    {
        var account = algo.Account;
        var book = algo.Book!;
        FinishAlgo(algo, AlgoStatus.Finished);
        algo.TriggeredAt = algo.UpdatedAt;
        if (algo.Sibling is { IsOpen: true } sibling)
        {
            FinishAlgo(sibling, AlgoStatus.Canceled);
        }

        if (algo.SiblingOrder is { IsOpen: true } paired)
        {
            Finish(paired, OrderStatus.Expired);
        }

        var quantity = algo.Quantity;
        var position = book.Spec.IsSpot
            ? null
            : account.FindPosition(book, algo.PositionSide, ModeKey(algo));
        if (algo.IsProtective && !book.Spec.IsSpot)
        {
            if (position is null || position.Quantity == 0 || position.IsLong == (algo.Side == Side.Buy))
            {
                algo.Status = AlgoStatus.Expired;
                return;
            }

            quantity = algo.ClosePosition ? position.Size : Math.Min(quantity, position.Size);
        }

        var request = new OrderRequest
        {
            Market = algo.Market,
            Book = book,
            ClientId = algo.ClientId,
            Side = algo.Side,
            PositionSide = algo.PositionSide,
            Kind = algo.Kind,
            SentType = algo.Kind == OrderKind.Market ? "MARKET" : "LIMIT",
            TimeInForce = algo.TimeInForce,
            ReduceOnly = algo.ReduceOnly || algo.ClosePosition,
            Price = algo.Price,
            Mode = algo.MarginMode,
            Tag = algo.Tag,
            ListId = algo.ListId,
            ListClientId = algo.ListClientId,
        };
        var needsFunds = !algo.IsProtective && CheckFunds(account, request, quantity, book.Quote.Price) != Refusal.None;
        if (needsFunds)
        {
            algo.Status = AlgoStatus.Rejected;
            return;
        }

        var child = NewOrder(account, request, quantity, parent: algo);
        algo.Child = child;
        account.Remember(child);
        account.OpenOrders.Add(child);
        Match(child, isResting: false);
    }

    /// <summary>A resting half was filled or ended: its stop goes.</summary>
    private void SettleSiblings(Order order)
    {
        for (var i = order.Account.OpenAlgos.Count - 1; i >= 0; i--)
        {
            var algo = order.Account.OpenAlgos[i];
            if (ReferenceEquals(algo.SiblingOrder, order))
            {
                algo.SiblingOrder = null;
                FinishAlgo(algo, AlgoStatus.Canceled);
            }
        }
    }

    /// <summary>A position has one position-wide stop and one take-profit: the newer replaces the older.</summary>
    private void DropPositionWide(Order order, string sentType)
    {
        for (var i = order.Account.OpenAlgos.Count - 1; i >= 0; i--)
        {
            var algo = order.Account.OpenAlgos[i];
            if (algo.ClosePosition && ReferenceEquals(algo.Book, order.Book) && algo.PositionSide == order.PositionSide && algo.SentType == sentType)
            {
                FinishAlgo(algo, AlgoStatus.Canceled);
            }
        }
    }

    /// <summary>Protection carried by an entry comes to life with what was filled.</summary>
    private void ActivateAttached(Order order)
    {
        AlgoOrder? previous = null;
        foreach (var attached in order.Attached!)
        {
            var side = Words.Opposite(order.Side);
            var terms = new AlgoTerms(attached.TriggerPrice, attached.Source, attached.When, attached.ClosePosition);
            if (attached.ClosePosition)
            {
                DropPositionWide(order, attached.SentType);
            }

            var request = new OrderRequest
            {
                Market = order.Market,
                Book = order.Book,
                ClientId = attached.ClientId,
                Side = side,
                PositionSide = order.PositionSide,
                Kind = attached.Price > 0 ? OrderKind.Limit : OrderKind.Market,
                SentType = attached.SentType,
                ReduceOnly = order.PositionSide == PositionSide.Both && order.Market != Market.Spot,
                Quantity = order.Filled,
                Price = attached.Price,
                Mode = order.MarginMode,
                KeepsId = attached.ClosePosition,
                Tag = attached.Tag,
            };
            var algo = NewAlgo(order.Account, request, terms);
            algo.HoldsCoins &= previous is null;
            order.Account.Entries.Add(algo);
            Ledger.Add(algo);
            Arm(algo);
            if (previous is not null && !attached.ClosePosition)
            {
                algo.Sibling = previous;
                previous.Sibling = algo;
                algo.ListId = previous.ListId = previous.Id;
            }

            previous = algo;
        }
    }
}
