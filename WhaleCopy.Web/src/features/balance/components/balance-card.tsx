import { Amount } from "@/components/ui/amount";
import { Card } from "@/components/ui/card";
import { Pnl } from "@/components/ui/pnl";
import { QueryStates } from "@/components/ui/query-states";
import { Skeleton } from "@/components/ui/skeleton";
import type { Balance } from "@/lib/api/types";
import { shareForBar } from "@/lib/money";
import { useBalance } from "../api/get-balance";

function Parts({ balance }: { balance: Balance }) {
  const parts = [
    { name: "Available", value: balance.available_usdt, color: "bg-accent-text" },
    { name: "In positions", value: balance.used_margin_usdt, color: "bg-profit" },
    { name: "Reserved", value: balance.reserved_usdt, color: "bg-warn" },
  ];
  return (
    <>
      <div aria-hidden="true" className="mt-5 flex h-1.5 gap-1 overflow-hidden rounded-full bg-fill-strong">
        {parts.map(({ name, value, color }) => (
          <span
            key={name}
            className={`rounded-full ${color}`}
            style={{ width: `${shareForBar(value, balance.total_usdt) * 100}%` }}
          />
        ))}
      </div>
      <dl className="mt-3 grid grid-cols-3 gap-3">
        {parts.map(({ name, value, color }, index) => (
          <div key={name} className={index === 2 ? "text-right" : ""}>
            <dt className="inline-flex items-center gap-1.5 text-micro font-medium text-hint">
              <span aria-hidden="true" className={`size-2 rounded-full ${color}`} />
              {name}
            </dt>
            <dd className="mt-0.5 text-caption font-semibold">
              <Amount value={value} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const skeleton = (
  <div className="rounded-card bg-surface p-4 shadow-card">
    <Skeleton className="h-4 w-24" />
    <Skeleton className="mt-3 h-10 w-48" />
    <Skeleton className="mt-3 h-5 w-40" />
    <Skeleton className="mt-5 h-1.5 w-full" />
    <Skeleton className="mt-4 h-8 w-full" />
  </div>
);

/** What there is, what today and the open positions made of it, and where it is tied up. */
export function BalanceCard() {
  const query = useBalance();
  return (
    <QueryStates query={query} what="your balance" skeleton={skeleton}>
      {(balance) => (
        <Card isGlowing label="Balance">
          <p className="text-caption font-medium text-hint">Total balance</p>
          <p className="mt-1 text-hero font-bold tracking-tight">
            <Amount value={balance.total_usdt} unit="USDT" isHero />
          </p>
          <dl className="mt-3 flex flex-wrap gap-x-6 gap-y-2">
            <div>
              <dt className="text-micro font-medium text-hint">Today, realised</dt>
              <dd className="mt-0.5 text-body">
                <Pnl value={balance.realized_pnl_today} />
              </dd>
            </div>
            <div>
              <dt className="text-micro font-medium text-hint">Open positions</dt>
              <dd className="mt-0.5 text-body">
                <Pnl value={balance.unrealized_pnl} />
              </dd>
            </div>
          </dl>
          <Parts balance={balance} />
        </Card>
      )}
    </QueryStates>
  );
}
