namespace WhaleCopy.Core.Trades;

/// <summary>What asking for an order by our id can answer; a failed question throws and answers nothing.</summary>
public abstract record OrderLookup
{
    private OrderLookup()
    {
    }

    /// <summary>The venue shows it.</summary>
    public sealed record Found(VenueOrder Order) : OrderLookup;

    /// <summary>The venue says that it knows no such order. Proves nothing before the fence is over.</summary>
    public sealed record NotFound : OrderLookup;
}
