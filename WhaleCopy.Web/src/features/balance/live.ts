import type { QueryClient } from "@tanstack/react-query";
import { balanceQuery } from "./api/get-balance";

/** A balance event says that a reading changed; the sums over accounts are the server's, so it is asked again. */
export function onBalanceEvent(queryClient: QueryClient): void {
  void queryClient.invalidateQueries(balanceQuery);
}
