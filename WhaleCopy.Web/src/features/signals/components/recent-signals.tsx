import { ChevronRight } from "lucide-react";
import { Link } from "react-router";
import { QueryStates } from "@/components/ui/query-states";
import { Section } from "@/components/ui/section";
import { Skeleton } from "@/components/ui/skeleton";
import { formatAge, useNow } from "@/lib/time";
import { useSignals } from "../api/get-signals";
import { describeSignal } from "../describe";
import { SignalMark } from "./signal-mark";

const shown = 4;

/** The latest signals in short; the whole feed is in Alerts. */
export function RecentSignals() {
  const now = useNow();
  return (
    <Section
      title="Recent signals"
      aside={
        <Link
          to="/alerts"
          className="press -mr-1 inline-flex min-h-11 items-center gap-0.5 px-1 text-caption font-semibold text-accent-text"
        >
          All alerts
          <ChevronRight aria-hidden="true" className="size-4" />
        </Link>
      }
    >
      <QueryStates
        query={useSignals()}
        what="recent signals"
        skeleton={<Skeleton className="h-40 w-full" corners="rounded-card" />}
        isEmpty={(page) => page.items.length === 0}
        empty={
          <p className="rounded-card bg-surface p-5 text-center text-body text-hint shadow-card">
            Nothing yet. Signals appear here as whales trade.
          </p>
        }
      >
        {(page) => (
          <ul className="divide-y divide-separator overflow-hidden rounded-card bg-surface shadow-card">
            {page.items.slice(0, shown).map((signal) => (
              <li key={signal.id} className="arrive flex items-center gap-3 px-4 py-3">
                <SignalMark signal={signal} />
                <div className="min-w-0 flex-1">
                  <p className="truncate text-body font-semibold">{describeSignal(signal)}</p>
                  <p className="truncate text-caption text-hint">
                    <span className="font-semibold text-text">{signal.cex_symbol}</span>, {signal.whale_name}
                  </p>
                </div>
                <time dateTime={signal.detected_at} className="shrink-0 text-caption text-hint tabular-nums">
                  {formatAge(signal.detected_at, now)}
                </time>
              </li>
            ))}
          </ul>
        )}
      </QueryStates>
    </Section>
  );
}
