import type { ReactNode } from "react";

type EmptyStateProps = {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  action?: ReactNode;
  /** 3 inside of a section that has a heading of its own. */
  level?: 2 | 3;
};

/** Nothing here yet, and what to do about it. */
export function EmptyState({ icon, title, children, action, level = 2 }: EmptyStateProps) {
  const Heading = `h${level}` as const;
  return (
    <div className="flex flex-col items-center rounded-card bg-surface px-6 py-9 text-center shadow-card">
      <span aria-hidden="true" className="grid size-14 place-items-center rounded-full bg-accent-tint text-accent-text">
        {icon}
      </span>
      <Heading className="mt-4 text-lead font-bold">{title}</Heading>
      <p className="mt-1.5 max-w-72 text-body text-hint text-balance">{children}</p>
      {action !== undefined && <div className="mt-5">{action}</div>}
    </div>
  );
}
