import type { ReactNode } from "react";

type BadgeProps = {
  tone?: "neutral" | "accent" | "profit" | "loss" | "warn" | "danger";
  icon?: ReactNode;
  children: ReactNode;
};

const tones = {
  neutral: "bg-fill text-hint",
  accent: "bg-accent-tint text-accent-text",
  profit: "bg-profit-tint text-profit",
  loss: "bg-loss-tint text-loss",
  warn: "bg-warn-tint text-warn",
  danger: "bg-danger-tint text-danger",
} as const;

export function Badge({ tone = "neutral", icon, children }: BadgeProps) {
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-small px-1.5 py-0.5 text-micro font-semibold whitespace-nowrap ${tones[tone]}`}
    >
      {icon}
      {children}
    </span>
  );
}
