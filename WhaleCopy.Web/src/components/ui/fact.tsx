import type { ReactNode } from "react";

type FactProps = { name: string; children: ReactNode; isEnd?: boolean };

/** A small name over a value; belongs into a `<dl>`. */
export function Fact({ name, children, isEnd = false }: FactProps) {
  return (
    <div className={`min-w-0 ${isEnd ? "text-right" : ""}`}>
      <dt className="text-micro font-medium text-hint">{name}</dt>
      <dd className="mt-0.5 truncate text-caption font-semibold">{children}</dd>
    </div>
  );
}
