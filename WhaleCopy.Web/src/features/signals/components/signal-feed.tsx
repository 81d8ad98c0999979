import { BellRing } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { QueryStates } from "@/components/ui/query-states";
import { useSignals } from "../api/get-signals";
import { SignalCard } from "./signal-card";

/** Every signal of the whales you follow, newest first, as it is seen. */
export function SignalFeed({ emptyAction }: { emptyAction: ReactNode }) {
  return (
    <QueryStates
      query={useSignals()}
      what="your alerts"
      isEmpty={(page) => page.items.length === 0}
      empty={
        <EmptyState icon={<BellRing className="size-6" />} title="No signals yet" action={emptyAction}>
          When a whale you follow opens, changes or closes a position, you see it here within seconds.
        </EmptyState>
      }
    >
      {(page) => (
        <ul aria-label="Signals" className="grid grid-cols-1 gap-3">
          {page.items.map((signal) => (
            <li key={signal.id}>
              <SignalCard signal={signal} />
            </li>
          ))}
        </ul>
      )}
    </QueryStates>
  );
}
