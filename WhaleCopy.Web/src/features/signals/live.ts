import type { QueryClient } from "@tanstack/react-query";
import type { Signal } from "@/lib/api/types";
import { refetchIfUnderWay } from "@/lib/query";
import { signalsQuery } from "./api/get-signals";

const shown = 50;

function isSignal(payload: unknown): payload is Signal {
  return (
    typeof payload === "object" &&
    payload !== null &&
    "id" in payload &&
    "kind" in payload &&
    "cex_symbol" in payload &&
    "confidence" in payload &&
    "detected_at" in payload
  );
}

/** A trade of the person's own: what was decided about its signal may have changed. */
export function onDecided(queryClient: QueryClient): void {
  void queryClient.invalidateQueries(signalsQuery);
}

/**
 * A new signal goes on top; one already there is renewed where it stands. The event is the same for everybody who follows
 * the whale, so it carries no decision: the one we know is kept.
 */
export function onSignalEvent(queryClient: QueryClient, payload: unknown): void {
  if (!isSignal(payload)) {
    void queryClient.invalidateQueries(signalsQuery);
    return;
  }
  queryClient.setQueryData(signalsQuery.queryKey, (page) => {
    if (page === undefined) return page;
    const isKnown = page.items.some((each) => each.id === payload.id);
    const items = isKnown
      ? page.items.map((each) => (each.id === payload.id ? { ...payload, decision: payload.decision ?? each.decision } : each))
      : [payload, ...page.items].slice(0, shown);
    return { ...page, items };
  });
  refetchIfUnderWay(queryClient, signalsQuery.queryKey);
}
