import type { QueryClient } from "@tanstack/react-query";
import type { Position } from "@/lib/api/types";
import { refetchIfUnderWay } from "@/lib/query";
import { tradeQuery } from "@/lib/trade";
import { positionsQuery } from "./api/get-positions";
import { unknownTradesQuery } from "./api/get-unknown-trades";

function isPosition(payload: unknown): payload is Position {
  return (
    typeof payload === "object" &&
    payload !== null &&
    "id" in payload &&
    "symbol" in payload &&
    "quantity" in payload &&
    "protection" in payload &&
    "status" in payload
  );
}

/** A position as it is now: open ones are shown, new ones first; closed ones leave the list. */
export function onPositionEvent(queryClient: QueryClient, payload: unknown): void {
  if (!isPosition(payload)) {
    void queryClient.invalidateQueries(positionsQuery);
    return;
  }
  const isOpen = payload.status === "OPEN" || payload.status === "CLOSING";
  queryClient.setQueryData(positionsQuery.queryKey, (page) => {
    if (page === undefined) return page;
    const isKnown = page.items.some((each) => each.id === payload.id);
    const items = isOpen
      ? isKnown
        ? page.items.map((each) => (each.id === payload.id ? payload : each))
        : [payload, ...page.items]
      : page.items.filter((each) => each.id !== payload.id);
    return { ...page, items };
  });
  refetchIfUnderWay(queryClient, positionsQuery.queryKey);
}

/** Of trades this feature shows only those whose outcome is not known; somebody may be watching this one. */
export function onTradeEvent(queryClient: QueryClient, payload: unknown): void {
  void queryClient.invalidateQueries(unknownTradesQuery);
  if (typeof payload === "object" && payload !== null && "id" in payload && typeof payload.id === "number") {
    void queryClient.invalidateQueries({ queryKey: tradeQuery(payload.id).queryKey });
  }
}

/** A new price of something that is held: profit is the server's to compute, so the positions are asked for again. */
export function onPriceEvent(queryClient: QueryClient): void {
  void queryClient.invalidateQueries(positionsQuery);
}
