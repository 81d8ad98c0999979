import { TriangleAlert } from "lucide-react";
import { label } from "@/lib/labels";

const flags: Readonly<Record<string, { word: string; detail: string }>> = {
  MARTINGALE: { word: "Doubles up after losses", detail: "Right after losing he often comes back at nearly twice the size." },
  NO_STOP: { word: "Lets losses run", detail: "Single losses are far above his others, or are held far longer than gains." },
  IDLE: { word: "Idle", detail: "He has not traded for 30 days." },
  BLOW_UP: { word: "Has blown up", detail: "He lost most of what he had, or half of it within a day." },
  HIGH_TURNOVER: { word: "Trades very much", detail: "He turns his balance over so often that fees decide." },
  ROI_PNL_CONFLICT: { word: "Numbers disagree", detail: "The exchange shows a gain in one of return and profit and a loss in the other." },
};

/** What to beware of in a whale's record. */
export function RedFlags({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <ul aria-label="Warnings" className="mt-3 grid gap-2">
      {names.map((name) => {
        const flag = flags[name];
        return (
          <li key={name} className="flex gap-2.5 rounded-control bg-warn-tint p-3 text-caption text-warn">
            <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
            <span>
              <strong className="font-semibold">{flag?.word ?? label(name)}</strong>
              {flag !== undefined && <span className="block">{flag.detail}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
