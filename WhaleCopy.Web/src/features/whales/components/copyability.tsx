import { Amount } from "@/components/ui/amount";
import { Fact } from "@/components/ui/fact";
import type { Whale } from "@/lib/api/types";
import { absolute, compare, decimal, signOf, type DecimalString } from "@/lib/money";
import { formatAgo, useNow } from "@/lib/time";

const words = { [1]: "worse", [-1]: "better", [0]: "the same" } as const;

// The entry limit for the largest coins: beyond it a copy of what he holds would be refused.
const far = decimal("0.5");

/** How far the price has gone from where the whale entered, said as what it means for one who enters now. */
function Distance({ percent }: { percent: DecimalString | null }) {
  if (percent === null) return <Amount value={null} />;
  const sign = signOf(percent);
  return (
    <span className={compare(percent, far) > 0 ? "text-warn" : ""}>
      {sign !== 0 && (
        <>
          <Amount value={absolute(percent)} style="percent" unit="%" />{" "}
        </>
      )}
      {words[sign]}
    </span>
  );
}

/** What copying this whale would mean for somebody who begins now. */
export function Copyability({ stats }: { stats: Whale["stats"] }) {
  const { entry_distance_percent: distance, minimum_budget_usdt: budget, updated_at: at } = stats;
  const now = useNow();
  return (
    <section aria-label="Copying him now" className="mt-3 rounded-card bg-surface p-4 shadow-card">
      <dl className="grid grid-cols-2 gap-3">
        <Fact name="Price against his entries">
          <Distance percent={distance} />
        </Fact>
        <Fact name="Least balance for a copy" isEnd>
          <Amount value={budget} unit={budget === null ? undefined : "USDT"} />
        </Fact>
      </dl>
      <p className="mt-3 text-micro text-hint">
        {distance === null
          ? "Worked out hourly while he holds positions whose prices are known."
          : `His open positions weighted by their value, worked out ${at === null ? "hourly" : formatAgo(at, now)}. What he opens from now on you enter with him.`}
        {budget !== null &&
          " With less than that balance a copy in proportion to his own balance misses some of his positions: they fall below the exchange's minimum."}
        {budget === null && distance !== null && " His own balance is not shown, so that none can be told for a copy in proportion to it."}
      </p>
    </section>
  );
}
