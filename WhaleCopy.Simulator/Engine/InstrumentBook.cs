namespace WhaleCopy.Simulator.Engine;

/// <summary>The live state of one instrument at one venue: its quote, what rests, what waits, who holds it.</summary>
internal sealed class InstrumentBook(Instrument spec, Quote quote)
{
    private volatile Quote _quote = quote;

    public Instrument Spec { get; } = spec;

    public Quote Quote
    {
        get => _quote;
        set => _quote = value;
    }

    /// <summary>Price of 24 hours ago as far as the simulation knows: its first price.</summary>
    public decimal OpenPrice { get; } = quote.Price;

    public decimal HighPrice { get; set; } = quote.Price;
    public decimal LowPrice { get; set; } = quote.Price;

    public IndexedSet<Order> Resting { get; } = new();
    public IndexedSet<AlgoOrder> Waiting { get; } = new();
    public IndexedSet<Position> Positions { get; } = new();

    public decimal TriggerPrice(TriggerSource source) => source switch
    {
        TriggerSource.Mark => Quote.Mark,
        TriggerSource.Index => Quote.Index,
        TriggerSource.Last => Quote.Price,
    };
}
