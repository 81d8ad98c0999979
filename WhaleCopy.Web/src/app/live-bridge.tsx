import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { onBalanceEvent } from "@/features/balance/live";
import { onPositionEvent, onPriceEvent, onTradeEvent } from "@/features/positions/live";
import { onDecided, onSignalEvent } from "@/features/signals/live";
import { onWhaleEvent } from "@/features/whales/live";
import { useLiveHub } from "@/lib/live";
import { throttle } from "@/lib/throttle";

/** The hub's events into the query cache, for as long as somebody is signed in. */
export function LiveBridge() {
  const queryClient = useQueryClient();
  const live = useLiveHub();
  useEffect(() => {
    // A venue's prices come in bursts, one event for each instrument: one answer covers them all.
    const refreshPrices = throttle(() => {
      onPriceEvent(queryClient);
    }, 1000);
    const ends = [
      live.on("signal", (payload) => {
        onSignalEvent(queryClient, payload);
      }),
      live.on("position", (payload) => {
        onPositionEvent(queryClient, payload);
      }),
      live.on("trade", (payload) => {
        onTradeEvent(queryClient, payload);
        onDecided(queryClient);
      }),
      live.on("price", refreshPrices.call),
      live.on("balance", (payload) => {
        onBalanceEvent(queryClient, payload);
      }),
      live.on("whale", () => {
        onWhaleEvent(queryClient);
      }),
      // Events may have been missed while there was no connection: everything on the screen is asked for again.
      live.onResync(() => {
        void queryClient.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "health" });
      }),
    ];
    live.start();
    return () => {
      for (const end of ends) end();
      refreshPrices.cancel();
      void live.stop();
    };
  }, [queryClient, live]);
  return null;
}
