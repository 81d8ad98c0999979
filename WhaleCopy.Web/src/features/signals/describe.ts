import type { Signal } from "@/lib/api/types";
import { formatDecimal, toPercent } from "@/lib/money";
import { secondsSince } from "@/lib/time";

const verbs = { OPEN: "Opened", INCREASE: "Increased", REDUCE: "Reduced", CLOSE: "Closed" } as const;

/** "Opened long", "Reduced short by 25%". */
export function describeSignal(signal: Signal): string {
  const text = `${verbs[signal.kind]} ${signal.side === "LONG" ? "long" : "short"}`;
  if (signal.kind !== "INCREASE" && signal.kind !== "REDUCE") return text;
  return `${text} by ${formatDecimal(toPercent(signal.fraction), "ratio")}%`;
}

// `Copying:MaxManualAge`; the server decides, this only spares a tap that would be refused.
const manualCopySeconds = 15 * 60;

/** Why a signal cannot be copied by hand, or undefined when it can. */
export function copyObstacle(signal: Signal, now: number): string | undefined {
  if (signal.decision?.outcome === "COPIED") return "You hold a copy of it";
  if (signal.kind === "CLOSE" || signal.kind === "REDUCE") return "Exits follow your own copies by themselves";
  if (!signal.cex_available) return "Not tradable at your exchanges";
  if (secondsSince(signal.detected_at, now) > manualCopySeconds) return "Too old to copy";
  return undefined;
}
