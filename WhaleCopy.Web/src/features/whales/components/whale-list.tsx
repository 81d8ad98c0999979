import type { UseInfiniteQueryResult, InfiniteData } from "@tanstack/react-query";
import { Fish, SearchX } from "lucide-react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { CardSkeletons, Loading } from "@/components/ui/skeleton";
import type { Answer } from "@/lib/api/types";
import { WhaleCard } from "./whale-card";

type WhaleListProps = {
  query: UseInfiniteQueryResult<InfiniteData<Answer<"/api/v1/whales", "get">>>;
  isFiltered: boolean;
  onClearFilters: () => void;
};

export function WhaleList({ query, isFiltered, onClearFilters }: WhaleListProps) {
  if (query.data === undefined) {
    if (query.isError) {
      return <ErrorState what="whales" error={query.error} isRetrying={query.isFetching} onRetry={() => void query.refetch()} />;
    }
    return (
      <Loading what="whales">
        <CardSkeletons count={4} />
      </Loading>
    );
  }
  const whales = query.data.pages.flatMap((page) => page.items);
  if (whales.length === 0) {
    return isFiltered ? (
      <EmptyState
        icon={<SearchX className="size-6" />}
        title="No whale matches"
        action={
          <Button look="tinted" onClick={onClearFilters}>
            Clear filters
          </Button>
        }
      >
        Try another name, or fewer filters.
      </EmptyState>
    ) : (
      <EmptyState icon={<Fish className="size-6" />} title="No whales yet">
        The leaderboards are being read for the first time. The first whales appear here in a minute or two.
      </EmptyState>
    );
  }
  return (
    <>
      <ul
        aria-label="Whales"
        aria-busy={query.isPlaceholderData}
        className={`grid grid-cols-1 gap-3 transition-opacity ${query.isPlaceholderData ? "opacity-60" : ""}`}
      >
        {whales.map((whale) => (
          <li key={whale.id}>
            <WhaleCard whale={whale} />
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <div className="mt-4">
          <Button look="quiet" isWide isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}
