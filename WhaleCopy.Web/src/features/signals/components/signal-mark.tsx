import { ArrowDownRight, ArrowUpRight, CircleStop, Minus, Plus } from "lucide-react";
import type { Signal } from "@/lib/api/types";

/** A round mark: what happened by its icon, the direction by its tint. Always beside words that say both. */
export function SignalMark({ signal }: { signal: Signal }) {
  const isLong = signal.side === "LONG";
  const Icon = {
    OPEN: isLong ? ArrowUpRight : ArrowDownRight,
    INCREASE: Plus,
    REDUCE: Minus,
    CLOSE: CircleStop,
  }[signal.kind];
  const isExit = signal.kind === "CLOSE" || signal.kind === "REDUCE";
  const look = isExit ? "bg-fill text-hint" : isLong ? "bg-profit-tint text-profit" : "bg-loss-tint text-loss";
  return (
    <span aria-hidden="true" className={`grid size-11 shrink-0 place-items-center rounded-full ${look}`}>
      <Icon className="size-5" strokeWidth={2.4} />
    </span>
  );
}
