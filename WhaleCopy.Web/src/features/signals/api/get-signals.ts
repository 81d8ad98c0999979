import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { usePollingUnlessLive } from "@/lib/live";

// Signals arrive through the hub, which writes into this query; while it is away they are asked for every 5 s.
export const signalsQuery = queryOptions({
  queryKey: ["signals", "recent"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/signals", { params: { query: { limit: 50 } }, signal })),
  staleTime: 5_000,
});

export function useSignals() {
  return useQuery({ ...signalsQuery, refetchInterval: usePollingUnlessLive(5_000) });
}
