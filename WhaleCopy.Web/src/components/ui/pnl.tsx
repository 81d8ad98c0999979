import { Minus, TrendingDown, TrendingUp } from "lucide-react";
import { signOf, type DecimalString, type DecimalStyle } from "@/lib/money";
import { Amount } from "./amount";

type PnlProps = {
  value: DecimalString | null | undefined;
  /** `undefined` where the column names the unit. */
  unit?: string | undefined;
  style?: DecimalStyle;
  hasIcon?: boolean;
  hasSmallUnit?: boolean;
  /** Says the word too; without it the word is for screen readers and the sign and icon speak for themselves. */
  hasWord?: boolean;
};

const looks = {
  [1]: { color: "text-profit", word: "profit", Icon: TrendingUp },
  [-1]: { color: "text-loss", word: "loss", Icon: TrendingDown },
  [0]: { color: "text-hint", word: "unchanged", Icon: Minus },
} as const;

/** Profit or loss: sign, word and icon, never the color alone. */
export function Pnl({ value, style = "money", hasIcon = true, hasSmallUnit = false, hasWord = false, ...rest }: PnlProps) {
  const unit = "unit" in rest ? rest.unit : "USDT";
  if (value === null || value === undefined) return <Amount value={value} />;
  const { color, word, Icon } = looks[signOf(value)];
  return (
    <span className={`inline-flex items-center gap-1 whitespace-nowrap font-semibold ${color}`}>
      {hasIcon && <Icon aria-hidden="true" className="size-[1.1em] shrink-0" strokeWidth={2.4} />}
      <span>
        <Amount value={value} unit={unit} style={style} hasSmallUnit={hasSmallUnit} signed />
        {hasWord ? <span className="font-medium"> {word}</span> : <span className="sr-only"> {word}</span>}
      </span>
    </span>
  );
}
