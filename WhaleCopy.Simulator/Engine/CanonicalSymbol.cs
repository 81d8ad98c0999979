namespace WhaleCopy.Simulator.Engine;

/// <summary>A pair as the control API names it: BTCUSDT (spot and USD-M) or BTCUSD (COIN-M).</summary>
internal sealed record CanonicalSymbol(string Name, string BaseAsset, string QuoteAsset)
{
    private static readonly string[] Quotes = ["USDT", "USDC", "USD"];

    public bool IsInverse => QuoteAsset == "USD";

    public static CanonicalSymbol? TryParse(string? text)
    {
        if (text is null || text.Length is < 5 or > 24)
        {
            return null;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterUpper(c) && !char.IsAsciiDigit(c))
            {
                return null;
            }
        }

        foreach (var quote in Quotes)
        {
            if (text.Length > quote.Length + 1 && text.EndsWith(quote, StringComparison.Ordinal))
            {
                return new CanonicalSymbol(text, text[..^quote.Length], quote);
            }
        }

        return null;
    }
}
