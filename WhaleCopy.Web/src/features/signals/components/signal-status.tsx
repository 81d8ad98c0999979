import { Check, Minus } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { Signal } from "@/lib/api/types";

const states = {
  PENDING: { tone: "accent", text: "New" },
  PROCESSING: { tone: "accent", text: "Being copied" },
  PROCESSED: { tone: "neutral", text: "Handled" },
  SKIPPED: { tone: "neutral", text: "Skipped" },
  EXPIRED: { tone: "neutral", text: "Expired" },
  DEAD_LETTER: { tone: "danger", text: "Failed" },
} as const;

/** What became of a signal for this person; before that is decided, how far the signal is. */
export function SignalStatus({ signal }: { signal: Signal }) {
  if (signal.decision?.outcome === "COPIED") {
    return (
      <Badge tone="profit" icon={<Check aria-hidden="true" className="size-3" strokeWidth={3} />}>
        Copied
      </Badge>
    );
  }
  if (signal.decision?.outcome === "SKIPPED") {
    return <Badge icon={<Minus aria-hidden="true" className="size-3" strokeWidth={3} />}>Not copied</Badge>;
  }
  const { tone, text } = states[signal.status];
  return <Badge tone={tone}>{text}</Badge>;
}
