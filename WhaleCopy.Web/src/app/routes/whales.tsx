import { useDeferredValue, useState } from "react";
import { Outlet } from "react-router";
import { Screen } from "@/components/ui/screen";
import { useWhales, type WhaleFilters } from "@/features/whales/api/get-whales";
import { WhaleFilterBar } from "@/features/whales/components/whale-filters";
import { WhaleList } from "@/features/whales/components/whale-list";

function withoutEmptySearch({ q, ...rest }: WhaleFilters): WhaleFilters {
  return q === undefined || q.trim() === "" ? rest : { ...rest, q: q.trim() };
}

export function WhalesRoute() {
  const [filters, setFilters] = useState<WhaleFilters>({});
  // Typing stays smooth: the list asks for what was typed once React has time for it.
  const asked = useDeferredValue(withoutEmptySearch(filters));
  const query = useWhales(asked);
  const isFiltered = asked.exchange !== undefined || asked.followed !== undefined || asked.q !== undefined;
  return (
    <Screen title="Whales" queries={[query]}>
      <WhaleFilterBar filters={filters} onChange={setFilters} />
      <div className="mt-2">
        <WhaleList
          query={query}
          isFiltered={isFiltered}
          onClearFilters={() => {
            setFilters({});
          }}
        />
      </div>
      <Outlet />
    </Screen>
  );
}
