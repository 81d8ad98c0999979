import { decimal, floorDivide, multiply, percentOf, smaller, type DecimalString } from "./money";

export type CopyRisk = {
  /** What a copy ties up. */
  readonly margin: DecimalString;
  /** The leverage after every cap: the server decides again, by the same rule, when it copies. */
  readonly leverage: DecimalString;
  readonly notional: DecimalString;
  /** About what is lost when the stop is hit, before fees and slippage. */
  readonly lossAtStop: DecimalString;
};

const one = decimal("1");
const mostLossOfMarginPercent = decimal("80");

function larger(left: DecimalString, right: DecimalString): DecimalString {
  return smaller(left, right) === left ? right : left;
}

/** The rule of domain.md: at most the person's maximum, and low enough that stop × leverage stays within 80 % of the margin. */
export function cappedLeverage(wanted: DecimalString, maximum: DecimalString, stopPercent: DecimalString): DecimalString {
  const bySafety = floorDivide(mostLossOfMarginPercent, stopPercent);
  return larger(one, smaller(smaller(wanted, maximum), bySafety));
}

export function copyRisk(
  margin: DecimalString,
  wantedLeverage: DecimalString,
  maximumLeverage: DecimalString,
  stopPercent: DecimalString,
): CopyRisk {
  const leverage = cappedLeverage(wantedLeverage, maximumLeverage, stopPercent);
  const notional = multiply(margin, leverage);
  return { margin, leverage, notional, lossAtStop: percentOf(notional, stopPercent) };
}
