import { useId, type ReactNode } from "react";

type SectionProps = { title: string; count?: number | undefined; aside?: ReactNode; children: ReactNode };

export function Section({ title, count, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-7">
      <div className="mb-2.5 flex min-h-7 items-center justify-between gap-3 px-1">
        <h2 id={id} className="text-lead font-bold tracking-tight">
          {title}
          {count !== undefined && count > 0 && <span className="ml-2 font-semibold text-hint tabular-nums">{count}</span>}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
