import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./api/client";

// Settings change by the person's own hand, here or in the bot: fresh until something we did invalidates it, or a minute.
export const profileQuery = queryOptions({
  queryKey: ["profile"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/users/me", { signal })),
  staleTime: 60_000,
});

export function useProfile() {
  return useQuery(profileQuery);
}
