import { Badge } from "@/components/ui/badge";
import type { Signal } from "@/lib/api/types";

const looks = {
  PENDING: { tone: "accent", text: "New" },
  PROCESSING: { tone: "accent", text: "Being copied" },
  PROCESSED: { tone: "neutral", text: "Handled" },
  SKIPPED: { tone: "neutral", text: "Skipped" },
  EXPIRED: { tone: "neutral", text: "Expired" },
  DEAD_LETTER: { tone: "danger", text: "Failed" },
} as const;

export function SignalStatus({ status }: { status: Signal["status"] }) {
  const { tone, text } = looks[status];
  return <Badge tone={tone}>{text}</Badge>;
}
