namespace WhaleCopy.Core.Venues;

/// <summary>A symbol taken apart: 1000PEPEUSDT is a thousand PEPE in USDT.</summary>
/// <param name="Coin">The coin itself.</param>
/// <param name="Scale">How many of it the symbol's base unit is; 1 nearly always.</param>
/// <param name="Quote">USDT, USDC or USD.</param>
public readonly record struct SymbolParts(string Coin, decimal Scale, string Quote);

/// <summary>The one mapping of symbols between venues and markets.</summary>
public static class SymbolMapping
{
    private static readonly string[] Quotes = ["USDT", "USDC", "USD"];

    private static readonly (string Text, decimal Scale)[] Scales =
        [("1000000", 1_000_000m), ("10000", 10_000m), ("1000", 1_000m), ("1M", 1_000_000m)];

    /// <summary>Takes a canonical symbol apart; null where it does not end in a known quote currency.</summary>
    public static SymbolParts? Parse(string symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        foreach (var quote in Quotes)
        {
            if (!symbol.EndsWith(quote, StringComparison.Ordinal) || symbol.Length == quote.Length)
                continue;
            var coin = symbol[..^quote.Length];
            foreach (var (text, scale) in Scales)
            {
                // Three letters at least: 1MIL and the like are coins of their own.
                if (coin.StartsWith(text, StringComparison.Ordinal) && coin.Length >= text.Length + 3)
                    return new SymbolParts(coin[text.Length..], scale, quote);
                if (scale == 1000m && coin.EndsWith(text, StringComparison.Ordinal) && coin.Length >= text.Length + 3)
                    return new SymbolParts(coin[..^text.Length], scale, quote);
            }

            return new SymbolParts(coin, 1m, quote);
        }

        return null;
    }

    /// <summary>
    /// The names under which a whale's symbol may trade in a market, the same name first. For each: how many of its base units one
    /// base unit of the whale's symbol is; a price is divided by it, a quantity multiplied.
    /// </summary>
    /// <param name="sourceMarket">The whale's market.</param>
    /// <param name="symbol">The whale's symbol.</param>
    /// <param name="market">Where the copy is made.</param>
    public static IReadOnlyList<(string Symbol, decimal Factor)> CandidatesOf(Market sourceMarket, string symbol, Market market)
    {
        if (Parse(symbol) is not { } parts)
            return sourceMarket == market ? [(symbol, 1m)] : [];
        if (sourceMarket == Market.CoinM)
        {
            // Inverse contracts are in USD: as USD-M or spot the coin trades against USDT.
            return market == Market.CoinM ? [(symbol, 1m)] : [(parts.Coin + "USDT", parts.Scale)];
        }

        if (market == Market.CoinM)
            return [];
        var candidates = new List<(string, decimal)> { (symbol, 1m) };
        foreach (var (text, scale) in (ReadOnlySpan<(string, decimal)>)[("", 1m), .. Scales])
        {
            var name = text + parts.Coin + parts.Quote;
            if (name != symbol)
                candidates.Add((name, parts.Scale / scale));
            if (scale == 1000m && parts.Coin + text + parts.Quote is var suffixed && suffixed != symbol)
                candidates.Add((suffixed, parts.Scale / scale));
        }

        return candidates;
    }
}
