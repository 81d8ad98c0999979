import { CircleHelp } from "lucide-react";
import { label } from "@/lib/labels";
import { useUnknownTrades } from "../api/get-unknown-trades";

/** Orders whose outcome is not known: counted as exposure, never resent, and said so. */
export function UnknownOrderBanner() {
  const trades = useUnknownTrades().data?.items ?? [];
  const first = trades[0];
  if (first === undefined) return null;
  const what = `${first.symbol} ${label(first.position_side).toLowerCase()}`;
  return (
    <div role="status" className="mb-3 flex gap-3 rounded-card bg-warn-tint p-4 text-warn">
      <CircleHelp aria-hidden="true" className="mt-0.5 size-5 shrink-0" />
      <div>
        <p className="font-semibold">
          {trades.length === 1
            ? `Outcome of your ${what} order is not known yet`
            : `Outcome of ${trades.length} orders is not known yet`}
        </p>
        <p className="mt-0.5 text-caption">
          The exchange did not confirm. It counts as open, nothing is sent twice, and we keep asking until we know.
        </p>
      </div>
    </div>
  );
}
