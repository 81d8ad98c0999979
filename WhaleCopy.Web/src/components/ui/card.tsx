import type { ReactNode } from "react";

type CardProps = { children: ReactNode; isGlowing?: boolean; isArriving?: boolean; label?: string };

export function Card({ children, isGlowing = false, isArriving = false, label }: CardProps) {
  return (
    <article
      aria-label={label}
      className={`rounded-card p-4 shadow-card ${isGlowing ? "glow" : "bg-surface"} ${isArriving ? "arrive" : ""}`}
    >
      {children}
    </article>
  );
}
