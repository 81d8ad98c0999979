import { ShieldCheck } from "lucide-react";
import type { DecimalString } from "@/lib/money";
import type { CopyRisk } from "@/lib/risk";
import { Amount } from "./ui/amount";
import { Fact } from "./ui/fact";

type RiskPreviewProps = { risk: CopyRisk; stopPercent: DecimalString };

/** What one copy can cost, before it is agreed to. */
export function RiskPreview({ risk, stopPercent }: RiskPreviewProps) {
  return (
    <section aria-label="What one copy risks" className="rounded-card bg-surface p-4 shadow-card">
      <dl className="grid grid-cols-3 gap-3">
        <Fact name="Ties up">
          <Amount value={risk.margin} unit="USDT" />
        </Fact>
        <Fact name="Position up to">
          <Amount value={risk.notional} unit="USDT" />
        </Fact>
        <Fact name="Leverage up to" isEnd>
          <Amount value={risk.leverage} style="ratio" />×
        </Fact>
      </dl>
      <p className="mt-3 flex gap-2.5 rounded-control bg-warn-tint p-3 text-caption text-warn">
        <ShieldCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
        <span>
          If the stop at <Amount value={stopPercent} style="ratio" unit="%" /> is hit, you lose about{" "}
          <strong className="font-semibold">
            <Amount value={risk.lossAtStop} unit="USDT" />
          </strong>
          , plus fees and slippage.
        </span>
      </p>
    </section>
  );
}
