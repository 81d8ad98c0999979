import { toPercent, type DecimalString } from "@/lib/money";
import { Amount } from "./amount";
import { Pnl } from "./pnl";

type ShareProps = { value: DecimalString | null };

/** A fraction as a percentage: 0.25 is shown as 25%. */
export function Share({ value }: ShareProps) {
  return <Amount value={value === null ? null : toPercent(value)} style="ratio" unit="%" />;
}

/** A return as a fraction, as profit or loss in percent. */
export function Return({ value, hasIcon = true }: ShareProps & { hasIcon?: boolean }) {
  return <Pnl value={value === null ? null : toPercent(value)} style="percent" unit="%" hasIcon={hasIcon} />;
}
