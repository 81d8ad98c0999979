import type { Signal } from "@/lib/api/types";
import { Amount } from "@/components/ui/amount";

const levels = {
  LOW: { bars: 1, word: "Low", color: "bg-loss" },
  MEDIUM: { bars: 2, word: "Medium", color: "bg-warn" },
  HIGH: { bars: 3, word: "High", color: "bg-profit" },
  VERY_HIGH: { bars: 4, word: "Very high", color: "bg-profit" },
} as const;

/** Confidence in a word, four bars and the score. */
export function ConfidenceMeter({ signal }: { signal: Signal }) {
  const { bars, word, color } = levels[signal.confidence];
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden="true" className="flex items-end gap-0.5">
        {[1, 2, 3, 4].map((bar) => (
          <span
            key={bar}
            className={`w-1 rounded-full ${bar <= bars ? color : "bg-fill-strong"}`}
            style={{ height: `${4 + bar * 2}px` }}
          />
        ))}
      </span>
      <span>
        {word}, <Amount value={signal.confidence_score} style="ratio" />
      </span>
    </span>
  );
}
