import { Shield, ShieldAlert, ShieldCheck, ShieldOff } from "lucide-react";
import { Amount } from "@/components/ui/amount";
import type { Position } from "@/lib/api/types";

/** Whether the exchange itself holds a stop for this position. Never color alone: a word and an icon of its own each. */
export function ProtectionLine({ position }: { position: Position }) {
  switch (position.protection) {
    case "PROTECTED":
      return (
        <p className="flex items-center gap-1.5 text-caption font-medium text-profit">
          <ShieldCheck aria-hidden="true" className="size-4 shrink-0" />
          <span>
            Protected, stop at <Amount value={position.stop_loss_price} style="price" />
          </span>
        </p>
      );
    case "PENDING":
      return (
        <p className="flex items-center gap-1.5 text-caption font-medium text-warn">
          <Shield aria-hidden="true" className="pulse-dot size-4 shrink-0" />
          Placing the stop
        </p>
      );
    case "UNPROTECTED":
      return (
        <p className="flex items-center gap-1.5 text-caption font-semibold text-danger">
          <ShieldAlert aria-hidden="true" className="size-4 shrink-0" />
          No stop at the exchange
        </p>
      );
    case "NONE":
      return (
        <p className="flex items-center gap-1.5 text-caption font-medium text-hint">
          <ShieldOff aria-hidden="true" className="size-4 shrink-0" />
          No stop wanted
        </p>
      );
  }
}
