import { ArrowDownWideNarrow, Search, X } from "lucide-react";
import { label } from "@/lib/labels";
import type { WhaleFilters } from "../api/get-whales";

type WhaleFiltersProps = { filters: WhaleFilters; onChange: (filters: WhaleFilters) => void };

const exchanges = ["BINANCE", "OKX", "BYBIT", "BITGET"] as const;
const sorts = [
  ["score", "Score"],
  ["roi_30d", "ROI, 30 days"],
  ["roi_7d", "ROI, 7 days"],
  ["win_rate", "Win rate"],
  ["followers", "Followers"],
  ["drawdown", "Drawdown"],
] as const;

type ChipProps = { text: string; isOn: boolean; onPress: () => void };

function Chip({ text, isOn, onPress }: ChipProps) {
  return (
    <button type="button" aria-pressed={isOn} onClick={onPress} className="press group flex min-h-11 shrink-0 items-center">
      <span className="rounded-full bg-surface px-3.5 py-1.5 text-caption font-semibold shadow-card group-aria-pressed:bg-accent group-aria-pressed:text-on-accent">
        {text}
      </span>
    </button>
  );
}

/** Search, filters and order of the list; all of it is asked of the server. */
export function WhaleFilterBar({ filters, onChange }: WhaleFiltersProps) {
  const search = filters.q ?? "";
  return (
    <div role="search">
      <div className="flex gap-2">
        <label className="flex min-h-12 min-w-0 flex-1 items-center gap-2.5 rounded-control bg-surface px-3.5 shadow-card focus-within:ring-2 focus-within:ring-accent-text">
          <Search aria-hidden="true" className="size-4.5 shrink-0 text-hint" />
          <span className="sr-only">Search whales</span>
          <input
            type="search"
            placeholder="Search by name"
            autoComplete="off"
            value={search}
            onChange={(event) => {
              onChange({ ...filters, q: event.target.value });
            }}
            className="min-w-0 flex-1 self-stretch bg-transparent text-body outline-none placeholder:text-hint"
          />
          {search !== "" && (
            <button
              type="button"
              aria-label="Clear search"
              onClick={() => {
                onChange({ ...filters, q: "" });
              }}
              className="-mr-3 grid size-11 shrink-0 place-items-center text-hint"
            >
              <X aria-hidden="true" className="size-4" />
            </button>
          )}
        </label>
        <label className="relative flex min-h-12 items-center rounded-control bg-surface shadow-card focus-within:ring-2 focus-within:ring-accent-text">
          <ArrowDownWideNarrow aria-hidden="true" className="pointer-events-none absolute left-3.5 size-4.5 text-hint" />
          <span className="sr-only">Sort by</span>
          <select
            value={filters.sort ?? "score"}
            onChange={(event) => {
              const sort = sorts.find(([value]) => value === event.target.value)?.[0] ?? "score";
              onChange({ ...filters, sort });
            }}
            className="max-w-36 appearance-none self-stretch bg-transparent pr-3.5 pl-10 text-caption font-semibold outline-none"
          >
            {sorts.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div role="group" aria-label="Filters" className="no-scrollbar -mx-4 mt-1.5 flex gap-2 overflow-x-auto px-4 py-1">
        <Chip
          text="Following"
          isOn={filters.followed === true}
          onPress={() => {
            const { followed, ...rest } = filters;
            onChange(followed === undefined ? { ...rest, followed: true } : rest);
          }}
        />
        {exchanges.map((exchange) => (
          <Chip
            key={exchange}
            text={label(exchange)}
            isOn={filters.exchange === exchange}
            onPress={() => {
              const { exchange: chosen, ...rest } = filters;
              onChange(chosen === exchange ? rest : { ...rest, exchange });
            }}
          />
        ))}
      </div>
    </div>
  );
}
