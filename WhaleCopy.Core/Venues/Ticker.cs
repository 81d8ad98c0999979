namespace WhaleCopy.Core.Venues;

/// <summary>Prices of one instrument, in quote currency a coin.</summary>
public sealed record Ticker
{
    /// <summary>Canonical symbol.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Last traded price.</summary>
    public required decimal Last { get; init; }

    /// <summary>Best bid.</summary>
    public decimal? Bid { get; init; }

    /// <summary>Best ask.</summary>
    public decimal? Ask { get; init; }

    /// <summary>Mark price (futures).</summary>
    public decimal? Mark { get; init; }

    /// <summary>Index price (futures).</summary>
    public decimal? Index { get; init; }

    /// <summary>Turnover of 24 hours in USDT.</summary>
    public decimal? Volume24hUsdt { get; init; }

    /// <summary>Our time of the reading.</summary>
    public required DateTimeOffset ReadAt { get; init; }
}
