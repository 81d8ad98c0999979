import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorBoundary } from "./error-boundary";
import { SessionGate } from "./session-gate";

type ProviderProps = { queryClient: QueryClient; children: ReactNode };

export function Provider({ queryClient, children }: ProviderProps) {
  return (
    <ErrorBoundary>
      <QueryClientProvider client={queryClient}>
        <SessionGate>{children}</SessionGate>
      </QueryClientProvider>
    </ErrorBoundary>
  );
}
