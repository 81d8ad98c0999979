import { Amount } from "@/components/ui/amount";
import { baseOf, Coin } from "@/components/ui/coin";
import { Pnl } from "@/components/ui/pnl";
import { QueryStates } from "@/components/ui/query-states";
import { Section } from "@/components/ui/section";
import { SideBadge } from "@/components/ui/side-badge";
import { Skeleton } from "@/components/ui/skeleton";
import type { WhaleId } from "@/lib/whale";
import { useWhalePositions } from "../api/get-whale-positions";

/** The whale's own open positions, as of his last complete snapshot. */
export function WhaleBook({ whaleId }: { whaleId: WhaleId }) {
  const query = useWhalePositions(whaleId);
  return (
    <Section
      title="Live book"
      count={query.data?.items.length}
      aside={<span className="text-caption text-hint">Profit in USDT</span>}
    >
      <QueryStates
        query={query}
        what="the whale's positions"
        skeleton={<Skeleton className="h-32 w-full" corners="rounded-card" />}
        isEmpty={(page) => page.items.length === 0}
        empty={
          <p className="rounded-card bg-surface p-5 text-center text-body text-hint shadow-card">No open positions right now.</p>
        }
      >
        {(page) => (
          <ul
            aria-label="The whale's open positions"
            className="divide-y divide-separator overflow-hidden rounded-card bg-surface shadow-card"
          >
            {page.items.map((position) => (
              <li key={`${position.market} ${position.symbol} ${position.side}`} className="flex items-center gap-3 px-4 py-3">
                <Coin symbol={position.symbol} />
                <div className="min-w-0 flex-1">
                  <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
                    <span className="text-body font-semibold">{position.symbol}</span>
                    <SideBadge side={position.side} leverage={position.leverage} />
                  </p>
                  <p className="mt-0.5 truncate text-caption text-hint">
                    <Amount
                      value={position.size}
                      style="quantity"
                      unit={position.size_unit === "BASE" ? baseOf(position.symbol) : "contracts"}
                    />{" "}
                    at <Amount value={position.entry_price} style="price" />
                  </p>
                </div>
                <span className="text-body">
                  <Pnl value={position.unrealized_pnl_usdt} unit={undefined} hasIcon={false} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </QueryStates>
    </Section>
  );
}
