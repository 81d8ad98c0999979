import { RefreshCw } from "lucide-react";
import { formatClock } from "@/lib/time";

type StaleBannerProps = { asOf: number };

/** What is on the screen is not live: since when, and that it is being mended. */
export function StaleBanner({ asOf }: StaleBannerProps) {
  return (
    <div
      role="status"
      className="mb-3 flex items-center gap-2.5 rounded-control bg-warn-tint px-3.5 py-2.5 text-caption text-warn"
    >
      <RefreshCw aria-hidden="true" className="spin size-4 shrink-0" />
      <p>
        <span className="font-semibold">
          As of{" "}
          <time dateTime={new Date(asOf).toISOString()} className="tabular-nums">
            {formatClock(asOf)}
          </time>
        </span>
        , reconnecting
      </p>
    </div>
  );
}
