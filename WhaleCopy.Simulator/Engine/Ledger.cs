namespace WhaleCopy.Simulator.Engine;

/// <summary>Everything a client ever asked a venue to trade: an <see cref="Order"/> or an <see cref="AlgoOrder"/>, accepted or not.</summary>
internal abstract class LedgerEntry : IIndexed
{
    private protected LedgerEntry()
    {
    }

    public int Index { get; set; } = -1;
    public required long Id { get; init; }
    public required Account Account { get; init; }
    public required Market Market { get; init; }

    /// <summary>Null when the client named a symbol that does not exist.</summary>
    public InstrumentBook? Book { get; init; }

    /// <summary>Canonical, or as sent when it does not exist.</summary>
    public required string Symbol { get; init; }

    public string? ClientId { get; init; }
    public required Side Side { get; init; }
    public PositionSide PositionSide { get; init; }
    public MarginMode MarginMode { get; init; }

    /// <summary>The order type as the venue's client sent it.</summary>
    public required string SentType { get; init; }

    public TimeInForce TimeInForce { get; init; }
    public bool ReduceOnly { get; init; }
    public decimal Quantity { get; set; }
    public decimal Price { get; init; }

    /// <summary>Simulation time, without the venue's clock offset.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public Outcome Outcome { get; set; }
    public string? RejectCode { get; set; }
    public long? SinceTraderChangeMilliseconds { get; set; }

    /// <summary>Fields that only the venue's dialect understands and echoes.</summary>
    public string? Tag { get; set; }

    /// <summary>The list (one cancels the other) it belongs to.</summary>
    public long? ListId { get; set; }

    public string? ListClientId { get; set; }
}

/// <summary>One execution. Closed is the part of it that took an opposite position away.</summary>
internal sealed record Fill(
    long Id, decimal Quantity, decimal Price, decimal Fee, string FeeAsset, bool IsMaker, decimal RealizedPnl, DateTimeOffset At, decimal Closed = 0);

/// <summary>An order in the book or done.</summary>
internal sealed class Order : LedgerEntry
{
    public required OrderKind Kind { get; init; }
    public OrderStatus Status { get; set; }
    public decimal Filled { get; set; }

    /// <summary>Sum of the fills' values: quote coins, or base coins for contracts that count in USD.</summary>
    public decimal FilledValue { get; set; }

    public decimal AveragePrice { get; set; }
    public List<Fill> Fills { get; } = [];

    /// <summary>The conditional order this one sprang from.</summary>
    public AlgoOrder? Parent { get; init; }

    /// <summary>Quote coins to spend where the client gave no quantity (spot).</summary>
    public decimal QuoteQuantity { get; init; }

    /// <summary>Set where the venue, not a client, made it.</summary>
    public bool IsVenueMade { get; init; }

    /// <summary>Protection that comes to life with the fill.</summary>
    public List<AttachedAlgo>? Attached { get; init; }

    public decimal Remaining => Quantity - Filled;
    public bool IsOpen => Status is OrderStatus.New or OrderStatus.PartiallyFilled;
}

/// <summary>A stop or take-profit that an entry carries.</summary>
internal sealed record AttachedAlgo(
    string? ClientId,
    decimal TriggerPrice,
    TriggerSource Source,
    TriggerWhen When,
    decimal Price,
    string SentType,
    bool ClosePosition = false,
    string? Tag = null);

/// <summary>A conditional order: waits for its trigger price, then becomes an order.</summary>
internal sealed class AlgoOrder : LedgerEntry
{
    public required OrderKind Kind { get; init; }
    public required decimal TriggerPrice { get; set; }
    public required TriggerSource Source { get; set; }
    public required TriggerWhen When { get; init; }
    public bool ClosePosition { get; init; }
    public AlgoStatus Status { get; set; }
    public DateTimeOffset? TriggeredAt { get; set; }
    public Order? Child { get; set; }

    /// <summary>The other half of a one-cancels-the-other pair.</summary>
    public AlgoOrder? Sibling { get; set; }

    /// <summary>The resting limit half of a spot pair.</summary>
    public Order? SiblingOrder { get; set; }

    public bool IsProtective { get; init; }

    /// <summary>The order it becomes keeps its id: the venue lists conditional orders among the others.</summary>
    public bool KeepsId { get; init; }

    /// <summary>False where the other half of a pair holds the coins.</summary>
    public bool HoldsCoins { get; set; }

    public bool IsOpen => Status == AlgoStatus.Waiting;
}
