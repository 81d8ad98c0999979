namespace WhaleCopy.Simulator.Engine;

/// <summary>What the market of one symbol looks like now. Depth is in base coins at the best price; null means without limit.</summary>
internal sealed record Quote(
    decimal Price, decimal Bid, decimal Ask, decimal? Depth, decimal Mark, decimal Index, decimal Volume24h, DateTimeOffset At);

/// <summary>Fields of a book that replace what the price derives; null derives.</summary>
internal sealed record BookOverride(
    decimal? Bid, decimal? Ask, decimal? Depth, decimal? Mark, decimal? Index, decimal? Volume24h)
{
    public static readonly BookOverride None = new(null, null, null, null, null, null);
}

/// <summary>The price of one canonical symbol and what overrides it.</summary>
internal sealed class SymbolPrice(CanonicalSymbol symbol, decimal price)
{
    private const decimal DefaultVolume = 1_000_000_000m;

    public CanonicalSymbol Symbol { get; } = symbol;
    public decimal Price { get; set; } = price;
    public BookOverride Book { get; set; } = BookOverride.None;

    public Quote ToQuote(DateTimeOffset now) => new(
        Price,
        Book.Bid ?? Price,
        Book.Ask ?? Price,
        Book.Depth,
        Book.Mark ?? Price,
        Book.Index ?? Price,
        Book.Volume24h ?? DefaultVolume,
        now);
}
