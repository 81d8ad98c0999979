import { QueryClient, type QueryKey } from "@tanstack/react-query";
import { ProblemError } from "./api/problem";

/** Reads are tried twice more when the server may answer next time; a refusal (4xx) will not change by asking again. */
function shouldRetryRead(failures: number, error: Error): boolean {
  if (error instanceof ProblemError && error.problem.status >= 400 && error.problem.status < 500) return false;
  return failures < 2;
}

/**
 * Called after an event's news was put into the cache. A read that is under way may have been answered before the event
 * happened, and would undo it: it is dropped and asked again.
 */
export function refetchIfUnderWay(queryClient: QueryClient, queryKey: QueryKey): void {
  if (queryClient.isFetching({ queryKey, exact: true }) > 0) void queryClient.invalidateQueries({ queryKey, exact: true });
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: shouldRetryRead,
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4000),
        // Phones sleep: coming back to the app asks again for what is on the screen.
        refetchOnWindowFocus: true,
        // Never believe "offline": Telegram's web views report it wrongly; a request tells the truth.
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
