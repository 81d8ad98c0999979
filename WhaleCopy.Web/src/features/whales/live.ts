import type { QueryClient } from "@tanstack/react-query";

/** A whale's book, health or statistics changed: whatever of whales is on the screen is asked for again. */
export function onWhaleEvent(queryClient: QueryClient): void {
  void queryClient.invalidateQueries({ queryKey: ["whales"] });
}
