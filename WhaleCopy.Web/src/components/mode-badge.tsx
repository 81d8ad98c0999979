import { FlaskConical, CircleHelp, Radio } from "lucide-react";
import { useExchangesMode } from "@/lib/mode";
import { Badge } from "./ui/badge";

const iconClass = "size-3";

/** Whose money moves, on every screen and every sheet. */
export function ModeBadge() {
  switch (useExchangesMode()) {
    case "SIMULATED":
      return (
        <Badge tone="warn" icon={<FlaskConical aria-hidden="true" className={iconClass} strokeWidth={2.5} />}>
          Simulated
        </Badge>
      );
    case "PAPER":
      return (
        <Badge tone="warn" icon={<FlaskConical aria-hidden="true" className={iconClass} strokeWidth={2.5} />}>
          Paper
        </Badge>
      );
    case "LIVE":
      return (
        <Badge tone="accent" icon={<Radio aria-hidden="true" className={iconClass} strokeWidth={2.5} />}>
          Real money
        </Badge>
      );
    case "UNKNOWN":
      return <Badge icon={<CircleHelp aria-hidden="true" className={iconClass} strokeWidth={2.5} />}>Mode not known</Badge>;
  }
}
