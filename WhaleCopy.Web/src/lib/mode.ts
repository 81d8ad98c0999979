import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./api/client";

/** Whose money moves. UNKNOWN until the server has told: then nothing may look like live money that might not be, or the reverse. */
export type ExchangesMode = "LIVE" | "SIMULATED" | "PAPER" | "UNKNOWN";

export type ServerFacts = { readonly mode: ExchangesMode; readonly isProduction: boolean };

function modeOf(value: string | null | undefined): ExchangesMode {
  const mode = value?.toUpperCase();
  return mode === "LIVE" || mode === "SIMULATED" || mode === "PAPER" ? mode : "UNKNOWN";
}

/** What this server is. A running server does not change it, so it is read once; a reload asks again. */
export const serverFactsQuery = queryOptions({
  queryKey: ["health"],
  queryFn: async ({ signal }): Promise<ServerFacts> => {
    const health = await unwrap(api.GET("/health", { signal }));
    return { mode: modeOf(health.exchanges_mode), isProduction: health.environment.toLowerCase() === "production" };
  },
  staleTime: Infinity,
  gcTime: Infinity,
});

export function useExchangesMode(): ExchangesMode {
  return useQuery(serverFactsQuery).data?.mode ?? "UNKNOWN";
}
