import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./api/client";
import type { Trade } from "./api/types";

const finalStates: readonly Trade["status"][] = ["FILLED", "PARTIALLY_FILLED", "FAILED", "CANCELLED", "SKIPPED"];

export function isFinal(status: Trade["status"]): boolean {
  return finalStates.includes(status);
}

/** One trade, watched until its outcome is known. */
export function tradeQuery(id: Trade["id"]) {
  return queryOptions({
    queryKey: ["trades", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/trades/{id}", { params: { path: { id } }, signal })),
    // Somebody waits for it on the screen. Unknown is not final: we ask until the exchange has told.
    refetchInterval: ({ state }) => (state.data !== undefined && isFinal(state.data.status) ? false : 1500),
  });
}
