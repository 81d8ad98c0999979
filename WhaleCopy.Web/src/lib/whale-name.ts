import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./api/client";

export type WhaleId = number;

/** One whale. His statistics are renewed hourly: a minute is fresh enough. His sheet asks more often (see its route). */
export function whaleQuery(id: WhaleId) {
  return queryOptions({
    queryKey: ["whales", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/whales/{id}", { params: { path: { id } }, signal })),
    staleTime: 60_000,
  });
}

/** His name where only his id is known; undefined until it is there. */
export function useWhaleName(id: WhaleId | null | undefined): string | undefined {
  const query = useQuery({ ...whaleQuery(id ?? 0), enabled: id !== null && id !== undefined, staleTime: 10 * 60_000 });
  return query.data?.name;
}
