import { formatDecimal, type DecimalString, type DecimalStyle } from "@/lib/money";

type AmountProps = {
  value: DecimalString | null | undefined;
  /** Shown behind the number: "USDT", "%", "BTC". */
  unit?: string | undefined;
  style?: DecimalStyle;
  signed?: boolean;
  /** Sets the fraction back, for a number that stands alone. */
  isHero?: boolean;
  /** Sets the unit back, where room is short. */
  hasSmallUnit?: boolean;
};

/** The one place where an amount becomes text. An unknown amount is a dash, never a zero. */
export function Amount({ value, unit, style = "money", signed = false, isHero = false, hasSmallUnit = false }: AmountProps) {
  if (value === null || value === undefined) {
    return (
      <span className="text-hint">
        <span aria-hidden="true">–</span>
        <span className="sr-only">unknown</span>
      </span>
    );
  }
  const text = formatDecimal(value, style, signed);
  const unitText = unit === undefined ? "" : unit === "%" ? "%" : `\u00a0${unit}`;
  if (!isHero) {
    return (
      <span className="whitespace-nowrap tabular-nums">
        {text}
        {hasSmallUnit ? <span className="text-micro font-semibold">{unitText}</span> : unitText}
      </span>
    );
  }
  const [whole, fraction] = text.split(".");
  return (
    <span className="whitespace-nowrap tabular-nums">
      {whole}
      {fraction !== undefined && <span className="text-hint">.{fraction}</span>}
      {unit !== undefined && <span className="ml-1.5 text-lead font-semibold tracking-normal text-hint">{unit}</span>}
    </span>
  );
}
