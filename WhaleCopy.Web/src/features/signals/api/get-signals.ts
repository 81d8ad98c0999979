import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { Signal } from "@/lib/api/types";
import { usePollingUnlessLive } from "@/lib/live";
import { secondsSince } from "@/lib/time";

// Signals arrive through the hub, which writes into this query; while it is away they are asked for every 5 s. What was
// decided for this person comes with the answer only: while a fresh signal has no decision yet, it is asked for every 2 s.
const decidedWithinSeconds = 90;

function awaitsDecision(signal: Signal): boolean {
  const isOpen = signal.status === "PENDING" || signal.status === "PROCESSING" || signal.status === "PROCESSED";
  return isOpen && signal.decision === null && secondsSince(signal.detected_at, Date.now()) < decidedWithinSeconds;
}

export const signalsQuery = queryOptions({
  queryKey: ["signals", "recent"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/signals", { params: { query: { limit: 50 } }, signal })),
  staleTime: 5_000,
});

export function useSignals() {
  const whileNotLive = usePollingUnlessLive(5_000);
  return useQuery({
    ...signalsQuery,
    refetchInterval: ({ state }) => (state.data?.items.some(awaitsDecision) === true ? 2_000 : whileNotLive),
  });
}
