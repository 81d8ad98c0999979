import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { usePollingUnlessLive } from "@/lib/live";

// Orders whose outcome the exchange has not confirmed: trade events renew this; without the hub every 5 s.
export const unknownTradesQuery = queryOptions({
  queryKey: ["trades", "unknown"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/trades", { params: { query: { status: "UNKNOWN" } }, signal })),
  staleTime: 5_000,
});

export function useUnknownTrades() {
  return useQuery({ ...unknownTradesQuery, refetchInterval: usePollingUnlessLive(5_000) });
}
