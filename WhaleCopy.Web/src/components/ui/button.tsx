import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";

type ButtonProps = Omit<ComponentProps<"button">, "className"> & {
  look?: "primary" | "tinted" | "quiet" | "danger";
  size?: "regular" | "small";
  isWide?: boolean;
  isBusy?: boolean;
  icon?: ReactNode;
};

const looks = {
  primary: "bg-accent text-on-accent",
  tinted: "bg-accent-tint text-accent-text",
  quiet: "bg-fill text-text",
  danger: "bg-danger-tint text-danger",
} as const;

const sizes = {
  regular: "min-h-12 px-5 text-body rounded-control",
  small: "min-h-11 px-4 text-caption rounded-control",
} as const;

export function Button({
  look = "primary",
  size = "regular",
  isWide = false,
  isBusy = false,
  icon,
  children,
  disabled,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled === true || isBusy}
      aria-busy={isBusy || undefined}
      className={`press inline-flex items-center justify-center gap-2 font-semibold disabled:opacity-60 ${looks[look]} ${sizes[size]} ${isWide ? "w-full" : ""}`}
    >
      {isBusy ? <LoaderCircle aria-hidden="true" className="spin size-[1.15em]" /> : icon}
      {children}
    </button>
  );
}
