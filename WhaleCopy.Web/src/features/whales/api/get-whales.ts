import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api/client";
import type { QueryOf } from "@/lib/api/types";

export type WhaleFilters = Pick<QueryOf<"/api/v1/whales">, "exchange" | "followed" | "q" | "sort">;

// Leaderboards are read every two minutes and statistics hourly: a minute is fresh enough for coming back to the list.
// While it is open it is asked again every 30 s, because it shows how long ago each whale was seen.
export function whalesQuery(filters: WhaleFilters) {
  return infiniteQueryOptions({
    queryKey: ["whales", "list", filters],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/whales", {
          params: { query: { ...filters, limit: 30, ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: 60_000,
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });
}

export function useWhales(filters: WhaleFilters) {
  return useInfiniteQuery(whalesQuery(filters));
}
