import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { usePollingUnlessLive } from "@/lib/live";

// Positions are live through the hub, which writes into this query; while it is away they are asked for every 5 s.
export const positionsQuery = queryOptions({
  queryKey: ["positions", "open"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/trades/positions", { signal })),
  staleTime: 5_000,
});

export function usePositions() {
  return useQuery({ ...positionsQuery, refetchInterval: usePollingUnlessLive(5_000) });
}
