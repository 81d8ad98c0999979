import { queryOptions } from "@tanstack/react-query";
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
