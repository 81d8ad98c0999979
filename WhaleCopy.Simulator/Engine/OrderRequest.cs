namespace WhaleCopy.Simulator.Engine;

/// <summary>What a dialect understood of a placement. Quantity in the engine's unit.</summary>
internal sealed class OrderRequest
{
    public required Market Market { get; init; }
    public InstrumentBook? Book { get; set; }
    public string Symbol { get; set; } = "";
    public string? ClientId { get; set; }
    public Side Side { get; set; }
    public PositionSide PositionSide { get; set; }
    public OrderKind Kind { get; set; }
    public string SentType { get; set; } = "";
    public TimeInForce TimeInForce { get; set; }
    public bool ReduceOnly { get; set; }
    public decimal Quantity { get; set; }
    public decimal Price { get; set; }

    /// <summary>Quote coins to spend or receive instead of a quantity (spot market).</summary>
    public decimal QuoteQuantity { get; set; }

    /// <summary>Set where the venue takes the mode with the order (OKX, Bitget).</summary>
    public MarginMode? Mode { get; set; }

    public List<AttachedAlgo>? Attached { get; set; }
    public string? Tag { get; set; }

    /// <summary>The venue lists conditional orders among the others: one space of ids.</summary>
    public bool KeepsId { get; set; }

    /// <summary>What cannot be filled at once, or would take when it must not, is accepted and ends unfilled instead of being refused.</summary>
    public bool EndsQuietly { get; set; }

    public long? ListId { get; set; }
    public string? ListClientId { get; set; }

    /// <summary>Conditional orders only.</summary>
    public AlgoTerms? Algo { get; set; }

    /// <summary>What a fault makes of it instead of asking the engine.</summary>
    public Intercept? Intercept { get; set; }
}

/// <summary>The conditional part of a placement.</summary>
internal sealed record AlgoTerms(decimal TriggerPrice, TriggerSource Source, TriggerWhen When, bool ClosePosition);

/// <summary>An order that a fault dropped or refused before the engine saw it.</summary>
internal sealed record Intercept(Outcome Outcome, string? Code);

/// <summary>What became of a placement. <see cref="Entry"/> is its row in the ledger, refused or not.</summary>
internal readonly record struct Placement<T>(T Entry, Refusal Refusal)
    where T : LedgerEntry
{
    public bool IsAccepted => Refusal == Refusal.None;
}
