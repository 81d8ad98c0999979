import { useLiveState } from "@/lib/live";

/** Says that what is below changes by itself. When it does not, the screen's banner says since when. */
export function LiveDot() {
  if (useLiveState() !== "live") return null;
  return (
    <span className="inline-flex items-center gap-1.5 px-1 text-caption font-semibold text-profit">
      <span aria-hidden="true" className="pulse-dot size-2 rounded-full bg-profit" />
      Live
    </span>
  );
}
