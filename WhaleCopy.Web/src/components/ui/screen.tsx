import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect, useRef, type ReactNode } from "react";
import { ModeBadge } from "@/components/mode-badge";
import { useLiveState } from "@/lib/live";
import { StaleBanner } from "./stale-banner";

type ScreenProps = {
  title: string;
  /** What the screen shows: when the live connection is lost or a refresh fails, it says as of when that is. */
  queries?: readonly UseQueryResult[];
  children: ReactNode;
};

function useStaleSince(queries: readonly UseQueryResult[]): number | undefined {
  const live = useLiveState();
  const shown = queries.filter((query) => query.data !== undefined);
  if (shown.length === 0) return undefined;
  const isStale = live === "reconnecting" || shown.some((query) => query.isError);
  return isStale ? Math.min(...shown.map((query) => query.dataUpdatedAt)) : undefined;
}

export function Screen({ title, queries = [], children }: ScreenProps) {
  const staleSince = useStaleSince(queries);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · WhaleCopy`;
    // A new screen is announced and read from its top; the first one is where the reader already is.
    if (document.activeElement !== document.body) heading.current?.focus();
  }, [title]);
  return (
    <main className="screen-in mx-auto w-full max-w-xl px-4 pt-[calc(0.75rem+var(--safe-top))] pb-[calc(var(--tab-bar)+1.5rem)]">
      <header className="mb-3 flex min-h-11 items-center justify-between gap-3 px-1">
        <h1 ref={heading} tabIndex={-1} className="text-title font-bold tracking-tight">
          {title}
        </h1>
        <ModeBadge />
      </header>
      {staleSince !== undefined && <StaleBanner asOf={staleSince} />}
      {children}
    </main>
  );
}
