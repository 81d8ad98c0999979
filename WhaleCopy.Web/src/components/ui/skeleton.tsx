import type { ReactNode } from "react";

/** A grey stand-in in the shape of what is coming. */
export function Skeleton({
  className,
  corners = "rounded-small",
}: {
  className: string;
  corners?: "rounded-small" | "rounded-full" | "rounded-card";
}) {
  return <span aria-hidden="true" className={`skeleton block ${corners} ${className}`} />;
}

export function Loading({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div role="status" aria-label={`Loading ${what}`}>
      {children}
    </div>
  );
}

/** Rows in the shape of a card with a picture, two lines and a number. */
export function CardSkeletons({ count = 3 }: { count?: number }) {
  return (
    <div className="grid grid-cols-1 gap-3">
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className="rounded-card bg-surface p-4 shadow-card">
          <div className="flex items-center gap-3">
            <Skeleton className="size-11" corners="rounded-full" />
            <div className="flex-1">
              <Skeleton className="h-4 w-32" />
              <Skeleton className="mt-2 h-3 w-20" />
            </div>
            <Skeleton className="h-5 w-16" />
          </div>
          <Skeleton className="mt-4 h-3 w-full" />
        </div>
      ))}
    </div>
  );
}
