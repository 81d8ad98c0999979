import { Check } from "lucide-react";
import { Link } from "react-router";
import { Amount } from "@/components/ui/amount";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Fact } from "@/components/ui/fact";
import { Return, Share } from "@/components/ui/share";
import type { Whale } from "@/lib/api/types";
import { exchangeLabel, label } from "@/lib/labels";
import { TrustLine } from "./trust-line";

export function WhaleCard({ whale }: { whale: Whale }) {
  return (
    <Link
      to={whale.id.toString()}
      aria-label={`${whale.name}, ${exchangeLabel(whale.exchange)}`}
      className="press block rounded-card bg-surface p-4 shadow-card"
    >
      <div className="flex items-start gap-3">
        <Avatar name={whale.name} seed={whale.id} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-body font-bold tracking-tight">{whale.name}</h2>
          <p className="mt-0.5 truncate text-caption text-hint">
            {exchangeLabel(whale.exchange)}, {label(whale.rank)}
          </p>
        </div>
        <div className="shrink-0 text-right">
          <p className="text-lead">
            <Return value={whale.stats.roi_30d} />
          </p>
          <p className="text-micro text-hint">30 days</p>
        </div>
      </div>
      <dl className="mt-3.5 grid grid-cols-3 gap-3 border-t border-separator pt-3">
        <Fact name="Score">
          <Amount value={whale.score} style="ratio" />
        </Fact>
        <Fact name="Wins">
          <Share value={whale.stats.win_rate} />
        </Fact>
        <Fact name="Drawdown" isEnd>
          <Share value={whale.stats.max_drawdown} />
        </Fact>
      </dl>
      <div className="mt-3 flex items-center justify-between gap-3">
        <TrustLine whale={whale} />
        {whale.is_followed && (
          <Badge tone="accent" icon={<Check aria-hidden="true" className="size-3" strokeWidth={3} />}>
            Following
          </Badge>
        )}
      </div>
    </Link>
  );
}
