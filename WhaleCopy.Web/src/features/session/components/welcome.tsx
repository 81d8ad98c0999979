import type { ReactNode } from "react";
import { ModeBadge } from "@/components/mode-badge";
import { WhaleMark } from "@/components/whale-mark";

type WelcomeProps = { title: string; children?: ReactNode };

/** The frame of everything that is shown before somebody is signed in. */
export function Welcome({ title, children }: WelcomeProps) {
  return (
    <main className="mx-auto flex min-h-(--app-height) w-full max-w-md flex-col px-6 pt-[calc(1rem+var(--safe-top))] pb-[calc(1.5rem+var(--safe-bottom))]">
      <div className="flex justify-end">
        <ModeBadge />
      </div>
      <div className="flex flex-1 flex-col items-center justify-center py-10 text-center">
        <span className="glow grid size-24 place-items-center rounded-[2rem] text-accent-text shadow-card">
          <WhaleMark className="size-14" />
        </span>
        <h1 className="mt-7 text-title font-bold tracking-tight text-balance">{title}</h1>
        {children}
      </div>
    </main>
  );
}
