import { Amount } from "@/components/ui/amount";
import { Card } from "@/components/ui/card";
import { Pnl } from "@/components/ui/pnl";
import { QueryStates } from "@/components/ui/query-states";
import { Skeleton } from "@/components/ui/skeleton";
import type { Balance } from "@/lib/api/types";
import { label } from "@/lib/labels";
import { shareForBar } from "@/lib/money";
import { formatAgo, useNow } from "@/lib/time";
import { useBalance } from "../api/get-balance";

function Parts({ balance }: { balance: Balance }) {
  const parts = [
    { name: "Available", value: balance.available_usdt, color: "bg-accent-text" },
    { name: "Reserved for orders", value: balance.reserved_usdt, color: "bg-warn" },
  ];
  return (
    <>
      <div aria-hidden="true" className="mt-5 flex h-1.5 gap-1 overflow-hidden rounded-full bg-fill-strong">
        {parts.map(({ name, value, color }) => (
          <span
            key={name}
            className={`rounded-full transition-[width] duration-500 ${color}`}
            style={{ width: `${shareForBar(value, balance.total_usdt) * 100}%` }}
          />
        ))}
      </div>
      <dl className="mt-3 flex justify-between gap-3">
        {parts.map(({ name, value, color }, index) => (
          <div key={name} className={index === 1 ? "text-right" : ""}>
            <dt className="inline-flex items-center gap-1.5 text-micro font-medium text-hint">
              <span aria-hidden="true" className={`size-2 rounded-full ${color}`} />
              {name}
            </dt>
            <dd className="mt-0.5 text-caption font-semibold">
              <Amount value={value} unit="USDT" />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Where the money is, and how old each reading of it is. */
function Wallets({ balance }: { balance: Balance }) {
  const now = useNow();
  return (
    <ul aria-label="Wallets" className="mt-4 grid grid-cols-1 gap-2.5 border-t border-separator pt-3.5">
      {balance.wallets.map((wallet) => (
        <li key={`${wallet.api_key_id} ${wallet.market}`} className="flex items-baseline justify-between gap-3 text-caption">
          <span className="min-w-0 truncate">
            <span className="font-semibold">{label(wallet.exchange)}</span>{" "}
            <span className="text-hint">{label(wallet.market)}</span>
          </span>
          <span className="shrink-0 text-hint">
            <span className="font-semibold text-text">
              <Amount value={wallet.total_usdt} />
            </span>
            , <time dateTime={wallet.read_at}>{formatAgo(wallet.read_at, now)}</time>
          </span>
        </li>
      ))}
    </ul>
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
          <p className="mt-1.5 flex flex-wrap items-center gap-x-1.5 text-body text-hint">
            <Pnl value={balance.unrealized_pnl} hasWord /> in open positions
          </p>
          <Parts balance={balance} />
          {balance.wallets.length > 0 && <Wallets balance={balance} />}
        </Card>
      )}
    </QueryStates>
  );
}
