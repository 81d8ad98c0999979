import { Hammer } from "lucide-react";
import type { ReactNode } from "react";

type ToComeProps = { title: string; intro: string; items: readonly { icon: ReactNode; text: string }[]; children?: ReactNode };

/** A part that is not built yet, said plainly, with what it will hold. */
export function ToCome({ title, intro, items, children }: ToComeProps) {
  return (
    <section aria-label={title} className="glow rounded-card px-5 py-6 shadow-card">
      <p className="inline-flex items-center gap-1.5 text-caption font-semibold text-accent-text">
        <Hammer aria-hidden="true" className="size-4" />
        Not built yet
      </p>
      <h2 className="mt-2 text-lead font-bold tracking-tight">{title}</h2>
      <p className="mt-1 text-body text-hint">{intro}</p>
      <ul className="mt-5 grid gap-4">
        {items.map(({ icon, text }) => (
          <li key={text} className="flex items-center gap-3">
            <span
              aria-hidden="true"
              className="grid size-10 shrink-0 place-items-center rounded-full bg-accent-tint text-accent-text"
            >
              {icon}
            </span>
            <span className="text-body">{text}</span>
          </li>
        ))}
      </ul>
      {children}
    </section>
  );
}
