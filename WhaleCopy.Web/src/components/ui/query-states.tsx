import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "./error-state";
import { CardSkeletons, Loading } from "./skeleton";

type QueryStatesProps<T> = {
  query: UseQueryResult<T>;
  /** In the middle of a sentence: "your positions". */
  what: string;
  skeleton?: ReactNode;
  isEmpty?: (data: T) => boolean;
  empty?: ReactNode;
  children: (data: T) => ReactNode;
};

/** Loading, error, empty or ready. The fifth state, stale, is the screen's: `<Screen>` shows it once, over what is still there. */
export function QueryStates<T>({ query, what, skeleton, isEmpty, empty, children }: QueryStatesProps<T>) {
  if (query.data === undefined) {
    if (!query.isError) return <Loading what={what}>{skeleton ?? <CardSkeletons />}</Loading>;
    return <ErrorState what={what} error={query.error} isRetrying={query.isFetching} onRetry={() => void query.refetch()} />;
  }
  if (isEmpty?.(query.data) === true) return empty;
  return children(query.data);
}
