namespace WhaleCopy.Simulator.Engine;

internal sealed partial class Venue
{
    private const decimal DefaultFundingRate = 0.0001m;

    /// <summary>The user trades by hand: same rules as an API order, an id of the venue's own app.</summary>
    public Placement<Order> ActAsUser(Account account, InstrumentBook book, bool isLong, decimal? coins, bool isClose)
    {
        var market = book.Spec.Market;
        var positionSide = market != Market.Spot && account.IsHedge(market)
            ? isLong ? PositionSide.Long : PositionSide.Short
            : PositionSide.Both;
        var position = market == Market.Spot ? null : HeldPosition(account, book, positionSide);
        var quantity = coins is { } given
            ? book.Spec.FloorToStep(book.Spec.FromBase(given, book.Quote.Price))
            : market == Market.Spot
                ? book.Spec.FloorToStep(Free(account, WalletOf(market), book.Spec.BaseAsset))
                : position?.Size ?? 0;
        var request = new OrderRequest
        {
            Market = market,
            Book = book,
            ClientId = $"{(isClose ? "web_close" : "web")}_{NextId()}",
            Side = isLong != isClose ? Side.Buy : Side.Sell,
            PositionSide = positionSide,
            Kind = OrderKind.Market,
            SentType = "MARKET",
            ReduceOnly = isClose && positionSide == PositionSide.Both && market != Market.Spot,
            Quantity = quantity,
            Mode = Exchange == Exchange.Okx ? position?.Mode ?? account.Setting(book).Mode : null,
        };
        return Place(account, request);
    }

    public static Position? HeldPosition(Account account, InstrumentBook book, PositionSide side)
    {
        foreach (var position in account.Positions)
        {
            if (ReferenceEquals(position.Book, book) && position.Side == side && position.Quantity != 0)
            {
                return position;
            }
        }

        return null;
    }

    /// <summary>The position that a symbol and a direction mean, in either position mode.</summary>
    public static Position? HeldPosition(Account account, InstrumentBook book, bool isLong)
    {
        foreach (var position in account.Positions)
        {
            if (ReferenceEquals(position.Book, book) && position.Quantity != 0 && position.IsLong == isLong)
            {
                return position;
            }
        }

        return null;
    }

    /// <summary>One funding payment at the usual rate: longs pay.</summary>
    public static decimal UsualFunding(Position position) =>
        Math.Round(position.ValueAtMark * DefaultFundingRate * Math.Sign(position.Quantity), 8);

    /// <summary>Declares an account's coins; unified venues add their wallets up.</summary>
    public void SetBalances(Account account, IEnumerable<(WalletKind Wallet, string Asset, decimal Amount)> amounts)
    {
        foreach (var wallet in account.Wallets.Values)
        {
            wallet.Clear();
        }

        account.DeclaredIn.Clear();
        var now = Now;
        foreach (var (wallet, asset, amount) in amounts)
        {
            var isUnified = WalletOf(Market.Spot) == WalletKind.Unified && wallet != WalletKind.Funding;
            var balance = account.Balance(isUnified ? WalletKind.Unified : wallet, asset);
            balance.Total += amount;
            balance.UpdatedAt = now;
            var priority = (WalletKind kind) => kind switch
            {
                WalletKind.UsdM => 3,
                WalletKind.CoinM => 2,
                WalletKind.Spot => 1,
                _ => 0,
            };
            if (!account.DeclaredIn.TryGetValue(asset, out var declared) || priority(wallet) > priority(declared))
            {
                account.DeclaredIn[asset] = wallet;
            }
        }

        MarkChanged();
    }

    /// <summary>Moves a waiting order's trigger and size.</summary>
    public Refusal ModifyAlgo(AlgoOrder algo, decimal trigger, TriggerSource source, decimal quantity)
    {
        var book = algo.Book!;
        if (trigger % book.Spec.Tick != 0)
        {
            return Refusal.PriceOffTick;
        }

        var filter = algo.ClosePosition ? Refusal.None : OrderFilters.Check(book, OrderKind.Market, algo.Side, quantity, 0);
        if (filter != Refusal.None)
        {
            return filter;
        }

        if (IsCrossed(book, trigger, source, algo.When))
        {
            return Refusal.WouldTriggerImmediately;
        }

        algo.TriggerPrice = trigger;
        algo.Source = source;
        algo.Quantity = quantity;
        algo.UpdatedAt = Now;
        MarkChanged();
        return Refusal.None;
    }
}
