namespace WhaleCopy.Simulator.Engine;

internal sealed partial class Venue
{
    /// <summary>
    /// Places two orders of which one cancels the other (spot). The coins are held once. Refused as a whole, with
    /// nothing left behind, when either half is.
    /// </summary>
    public (LedgerEntry? First, LedgerEntry? Second, Refusal Refusal) PlacePair(Account account, OrderRequest first, OrderRequest second)
    {
        if (first.Algo is not null && second.Algo is null)
        {
            // The half that rests holds the coins.
            var (b2, a2, refused) = PlacePair(account, second, first);
            return (a2, b2, refused);
        }

        var listId = NextId();
        first.ListId = second.ListId = listId;
        var firstRefusal = CheckHalf(account, first, checkCoins: true);
        var refusal = firstRefusal != Refusal.None ? firstRefusal : CheckHalf(account, second, checkCoins: false);
        if (refusal != Refusal.None)
        {
            return (RecordHalf(account, first), RecordHalf(account, second), refusal);
        }

        var a = MakeHalf(account, first, holdsCoins: true);
        var b = MakeHalf(account, second, holdsCoins: false);
        Join(a, b);
        Join(b, a);
        MarkChanged();
        return (a, b, Refusal.None);
    }

    private Refusal CheckHalf(Account account, OrderRequest request, bool checkCoins)
    {
        if (request.Algo is { } terms)
        {
            return CheckAlgo(account, request, terms, checkCoins);
        }

        var refusal = Check(account, request, out _);
        return refusal is Refusal.InsufficientBalance && !checkCoins ? Refusal.None : refusal;
    }

    private LedgerEntry RecordHalf(Account account, OrderRequest request) => request.Algo is null
        ? Record(account, request, Outcome.Rejected, null)
        : RecordAlgo(account, request, Outcome.Rejected, null);

    private LedgerEntry MakeHalf(Account account, OrderRequest request, bool holdsCoins)
    {
        if (request.Algo is { } terms)
        {
            var algo = NewAlgo(account, request, terms);
            algo.HoldsCoins = holdsCoins;
            account.Entries.Add(algo);
            Ledger.Add(algo);
            Arm(algo);
            return algo;
        }

        var order = NewOrder(account, request, request.Quantity);
        Enter(order);
        Match(order, isResting: false);
        return order;
    }

    private static void Join(LedgerEntry half, LedgerEntry other)
    {
        if (half is not AlgoOrder algo)
        {
            return;
        }

        algo.Sibling = other as AlgoOrder;
        algo.SiblingOrder = other as Order;
    }
}
