// One wording for the API's enum values, everywhere.
const words: Readonly<Record<string, string>> = {
  BINANCE: "Binance",
  OKX: "OKX",
  BYBIT: "Bybit",
  BITGET: "Bitget",
  LONG: "Long",
  SHORT: "Short",
  SPOT: "Spot",
  "USD-M": "USD-M futures",
  "COIN-M": "COIN-M futures",
};

/** An exchange, or where a whale without one trades. */
export function exchangeLabel(exchange: string | null): string {
  return exchange === null ? "On-chain" : label(exchange);
}

/** "BINANCE" → "Binance"; a value this version does not know is shown readable: "WHALE_EXIT" → "Whale exit". */
export function label(value: string): string {
  const known = words[value];
  if (known !== undefined) return known;
  const text = value.replaceAll("_", " ").toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
