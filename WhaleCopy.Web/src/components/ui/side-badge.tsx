import { ArrowDownRight, ArrowUpRight } from "lucide-react";
import type { DecimalString } from "@/lib/money";
import { Amount } from "./amount";
import { Badge } from "./badge";

type SideBadgeProps = { side: "LONG" | "SHORT"; leverage?: DecimalString | number | null };

/** "Long 5×": direction by word and arrow, with the leverage where the market has one. */
export function SideBadge({ side, leverage }: SideBadgeProps) {
  const Icon = side === "LONG" ? ArrowUpRight : ArrowDownRight;
  return (
    <Badge tone={side === "LONG" ? "profit" : "loss"} icon={<Icon aria-hidden="true" className="size-3" strokeWidth={2.6} />}>
      {side === "LONG" ? "Long" : "Short"}
      {typeof leverage === "number" && <span className="tabular-nums">{leverage}×</span>}
      {typeof leverage === "string" && (
        <span>
          <Amount value={leverage} style="ratio" />×
        </span>
      )}
    </Badge>
  );
}
