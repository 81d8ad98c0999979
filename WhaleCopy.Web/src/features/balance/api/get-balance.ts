import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import { usePollingUnlessLive } from "@/lib/live";

// The hub tells of every change; while it is away the balance is asked for as often as the server reads it (15 s).
export const balanceQuery = queryOptions({
  queryKey: ["balance"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/balance", { signal })),
  staleTime: 15_000,
});

export function useBalance() {
  return useQuery({ ...balanceQuery, refetchInterval: usePollingUnlessLive(15_000) });
}
