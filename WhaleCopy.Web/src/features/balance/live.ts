import type { QueryClient } from "@tanstack/react-query";
import type { Balance } from "@/lib/api/types";
import { refetchIfUnderWay } from "@/lib/query";
import { balanceQuery } from "./api/get-balance";

function isBalance(payload: unknown): payload is Balance {
  return typeof payload === "object" && payload !== null && "total_usdt" in payload && "wallets" in payload;
}

/** The balance as it is now. */
export function onBalanceEvent(queryClient: QueryClient, payload: unknown): void {
  if (!isBalance(payload)) {
    void queryClient.invalidateQueries(balanceQuery);
    return;
  }
  queryClient.setQueryData(balanceQuery.queryKey, payload);
  refetchIfUnderWay(queryClient, balanceQuery.queryKey);
}
