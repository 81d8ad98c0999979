import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { usePollingUnlessLive } from "@/lib/live";
import type { WhaleId } from "@/lib/whale";

// His book as of the last Complete snapshot: `whale` events renew it; without the hub every 15 s, his polling interval.
export function whalePositionsQuery(id: WhaleId) {
  return queryOptions({
    queryKey: ["whales", "positions", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/whales/{id}/positions", { params: { path: { id } }, signal })),
    staleTime: 15_000,
  });
}

export function useWhalePositions(id: WhaleId) {
  return useQuery({ ...whalePositionsQuery(id), refetchInterval: usePollingUnlessLive(15_000) });
}
