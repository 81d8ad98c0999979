/**
 * Money as the API sends it: an exact decimal in a string. It is never turned into a number for arithmetic: the server
 * computes, the client shows. What little the client must do (compare, sort, preview a risk) is exact, on scaled bigints.
 */
// The brand is a template literal and not the usual intersection with an object: openapi-fetch maps over objects and
// would take such a string apart. A plain string is not assignable to it, and it is not assignable to a number.
export type DecimalString = `${number}`;

const pattern = /^-?\d+(?:\.\d+)?$/;

export function isDecimal(value: string): value is DecimalString {
  return pattern.test(value);
}

/** The value as a DecimalString. Throws on anything that is not a plain decimal: no exponent, no separators. */
export function decimal(value: string): DecimalString {
  if (!isDecimal(value)) throw new TypeError(`Not a decimal: ${JSON.stringify(value)}`);
  return value;
}

/** What a person typed: decimal comma, thin spaces and a leading dot are understood; undefined when it is no number. */
export function parseDecimalInput(text: string): DecimalString | undefined {
  const compact = text
    .replace(/[\s\u00a0\u202f_]/g, "")
    .replace(",", ".")
    .replace(/^\./, "0.")
    .replace(/\.$/, "");
  return isDecimal(compact) ? normalize(compact) : undefined;
}

type Scaled = { readonly units: bigint; readonly scale: number };

function toScaled(value: DecimalString): Scaled {
  const [whole = "0", fraction = ""] = value.split(".");
  return { units: BigInt(whole + fraction), scale: fraction.length };
}

function fromScaled({ units, scale }: Scaled): DecimalString {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? "" : digits.slice(digits.length - scale);
  return normalize(decimal(`${negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`));
}

/** Without leading and trailing zeros: "050.10" becomes "50.1", "-0.0" becomes "0". */
export function normalize(value: DecimalString): DecimalString {
  const [, minus = "", whole = "0", fraction = ""] = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(value) ?? [];
  const text = fraction === "" ? whole : `${whole}.${fraction}`;
  return decimal(text === "0" ? text : minus + text);
}

export function compare(left: DecimalString, right: DecimalString): -1 | 0 | 1 {
  const a = toScaled(left);
  const b = toScaled(right);
  const scale = Math.max(a.scale, b.scale);
  const difference = a.units * 10n ** BigInt(scale - a.scale) - b.units * 10n ** BigInt(scale - b.scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function signOf(value: DecimalString): -1 | 0 | 1 {
  return compare(value, zero);
}

export function multiply(left: DecimalString, right: DecimalString): DecimalString {
  const a = toScaled(left);
  const b = toScaled(right);
  return fromScaled({ units: a.units * b.units, scale: a.scale + b.scale });
}

/** `percent` of `value`: percentOf("50", "10") is "5". */
export function percentOf(value: DecimalString, percent: DecimalString): DecimalString {
  return multiply(multiply(value, percent), decimal("0.01"));
}

/** A fraction in percent: "0.25" is "25". */
export function toPercent(fraction: DecimalString): DecimalString {
  return multiply(fraction, decimal("100"));
}

/** The largest whole number n with n × divisor ≤ value. Throws when the divisor is not above zero. */
export function floorDivide(value: DecimalString, divisor: DecimalString): DecimalString {
  if (signOf(divisor) <= 0) throw new RangeError("The divisor must be above zero");
  const a = toScaled(value);
  const b = toScaled(divisor);
  const scale = Math.max(a.scale, b.scale);
  const dividend = a.units * 10n ** BigInt(scale - a.scale);
  const by = b.units * 10n ** BigInt(scale - b.scale);
  const quotient = dividend / by;
  return fromScaled({ units: dividend < 0n && quotient * by !== dividend ? quotient - 1n : quotient, scale: 0 });
}

export function smaller(left: DecimalString, right: DecimalString): DecimalString {
  return compare(left, right) <= 0 ? left : right;
}

export function absolute(value: DecimalString): DecimalString {
  return value.startsWith("-") ? decimal(value.slice(1)) : value;
}

export const zero = decimal("0");

/**
 * part / whole in 0…1 as a number, for the width of a bar only. Not an amount: nothing is shown or sent from it.
 */
export function shareForBar(part: DecimalString, whole: DecimalString): number {
  if (signOf(whole) <= 0 || signOf(part) <= 0) return 0;
  const a = toScaled(part);
  const b = toScaled(whole);
  const scale = Math.max(a.scale, b.scale);
  const numerator = a.units * 10n ** BigInt(scale - a.scale) * 1000n;
  const denominator = b.units * 10n ** BigInt(scale - b.scale);
  return Math.min(1, Number(numerator / denominator) / 1000);
}

/** How a value is shown. `money` two places; `price` and `quantity` keep what matters; `percent` and `ratio` two places. */
export type DecimalStyle = "money" | "price" | "quantity" | "percent" | "ratio";

const formats: Record<DecimalStyle, Intl.NumberFormatOptions> = {
  money: { minimumFractionDigits: 2, maximumFractionDigits: 2 },
  price: { minimumFractionDigits: 2, maximumFractionDigits: 8 },
  quantity: { maximumFractionDigits: 8 },
  percent: { minimumFractionDigits: 2, maximumFractionDigits: 2 },
  ratio: { maximumFractionDigits: 2 },
};

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(style: DecimalStyle, maximumFractionDigits: number, signed: boolean): Intl.NumberFormat {
  const key = `${style} ${maximumFractionDigits} ${String(signed)}`;
  let found = formatters.get(key);
  if (found === undefined) {
    const base = formats[style];
    found = new Intl.NumberFormat("en-US", {
      ...base,
      maximumFractionDigits,
      minimumFractionDigits: Math.min(base.minimumFractionDigits ?? 0, maximumFractionDigits),
      signDisplay: signed ? "exceptZero" : "negative",
    });
    formatters.set(key, found);
  }
  return found;
}

/** Decimals worth showing: prices keep six significant digits, so 60,420.5 and 0.00001234 both stay readable. */
function fractionDigits(value: DecimalString, style: DecimalStyle): number {
  const most = formats[style].maximumFractionDigits ?? 2;
  if (style !== "price") return most;
  const [whole = "0", fraction = ""] = absolute(normalize(value)).split(".");
  if (whole !== "0") return Math.max(2, Math.min(most, 6 - whole.length));
  const leadingZeros = /^0*/.exec(fraction)?.[0].length ?? 0;
  return Math.max(2, Math.min(12, leadingZeros + 5));
}

/** Text of an amount. Only `<Amount>`, `<Pnl>` and labels that must be plain strings use it. */
export function formatDecimal(value: DecimalString, style: DecimalStyle, signed = false): string {
  const text = formatter(style, fractionDigits(value, style), signed).format(value);
  return text.replace("-", "\u2212");
}
