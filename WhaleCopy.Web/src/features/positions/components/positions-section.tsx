import { Waves } from "lucide-react";
import type { ReactNode } from "react";
import { LiveDot } from "@/components/live-dot";
import { EmptyState } from "@/components/ui/empty-state";
import { QueryStates } from "@/components/ui/query-states";
import { Section } from "@/components/ui/section";
import { usePositions } from "../api/get-positions";
import { PositionCard } from "./position-card";
import { UnknownOrderBanner } from "./unknown-order-banner";

/** Open positions, live. `emptyAction` is what to do while there are none. */
export function PositionsSection({ emptyAction }: { emptyAction: ReactNode }) {
  const query = usePositions();
  return (
    <Section title="Open positions" count={query.data?.items.length} aside={<LiveDot />}>
      <UnknownOrderBanner />
      <QueryStates
        query={query}
        what="your positions"
        isEmpty={(page) => page.items.length === 0}
        empty={
          <EmptyState icon={<Waves className="size-6" />} title="No open positions" level={3} action={emptyAction}>
            Follow a whale and its next trade appears here the moment it is copied.
          </EmptyState>
        }
      >
        {(page) => (
          <ul aria-label="Open positions" className="grid grid-cols-1 gap-3">
            {page.items.map((position) => (
              <li key={position.id}>
                <PositionCard position={position} />
              </li>
            ))}
          </ul>
        )}
      </QueryStates>
    </Section>
  );
}
