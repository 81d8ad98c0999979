import { BadgeCheck, CircleAlert, Eye, Moon, Timer } from "lucide-react";
import type { Whale } from "@/lib/api/types";
import { formatAgo, useNow } from "@/lib/time";

export const trusts = {
  OFFICIAL: {
    word: "Official source",
    detail: "The exchange documents and publishes this trader's positions.",
    Icon: BadgeCheck,
  },
  FOLLOWER_VIEW: { word: "Follower's view", detail: "Read as one of the trader's followers on the exchange sees it.", Icon: Eye },
  UNOFFICIAL: {
    word: "Unofficial source",
    detail: "Read from the exchange's web pages: it can stop without notice.",
    Icon: CircleAlert,
  },
} as const;

const troubles = {
  SHARING_DISABLED: { word: "Stopped sharing", Icon: Moon },
  RATE_LIMITED: { word: "Read less often now", Icon: Timer },
  DARK: { word: "Source is dark", Icon: Moon },
} as const;

/** Where the facts about a whale come from, and how old the last complete answer is. */
export function TrustLine({ whale }: { whale: Pick<Whale, "source_trust" | "data_status" | "last_complete_at"> }) {
  const now = useNow();
  const trouble = whale.data_status === "ACTIVE" ? undefined : troubles[whale.data_status];
  const { word, Icon } = trouble ?? trusts[whale.source_trust];
  return (
    <p
      className={`flex min-w-0 items-center gap-1 text-caption ${trouble === undefined ? "text-hint" : "font-medium text-warn"}`}
    >
      <Icon aria-hidden="true" className="size-3.5 shrink-0" />
      <span className="truncate">
        {word}, {whale.last_complete_at === null ? "not seen yet" : `seen ${formatAgo(whale.last_complete_at, now)}`}
      </span>
    </p>
  );
}
