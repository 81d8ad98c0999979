const quotes = ["USDT", "USDC", "FDUSD", "USD"] as const;

/** "BTCUSDT" → "BTC"; "ETHUSD_PERP" → "ETH"; what has no known quote stays whole. */
export function baseOf(symbol: string): string {
  const plain = symbol.replace(/[-_/]?(PERP|SWAP)$/, "").replace(/[-_/]/g, "");
  const quote = quotes.find((each) => plain.endsWith(each) && plain.length > each.length);
  return quote === undefined ? plain : plain.slice(0, -quote.length);
}

/** A round mark for a coin: its short name. */
export function Coin({ symbol }: { symbol: string }) {
  return (
    <span
      aria-hidden="true"
      className="grid size-11 shrink-0 place-items-center rounded-full bg-fill text-micro font-bold tracking-tight text-text"
    >
      {baseOf(symbol).slice(0, 4)}
    </span>
  );
}
