import { Amount } from "@/components/ui/amount";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Fact } from "@/components/ui/fact";
import { Pnl } from "@/components/ui/pnl";
import { Return, Share } from "@/components/ui/share";
import type { WhaleDetail } from "@/lib/api/types";
import { exchangeLabel, label } from "@/lib/labels";
import { formatSeconds } from "@/lib/time";
import { RedFlags } from "./red-flags";
import { TrustLine, trusts } from "./trust-line";

/** Who a whale is, how he has done, and how far what is shown of him can be trusted. */
export function WhaleProfile({ whale }: { whale: WhaleDetail }) {
  const { stats } = whale;
  return (
    <section aria-label="About" className="glow rounded-card p-4 shadow-card">
      <div className="flex items-center gap-4">
        <Avatar name={whale.name} seed={whale.id} size="large" />
        <div className="min-w-0 flex-1">
          <p className="text-caption text-hint">
            {exchangeLabel(whale.exchange)}
            {whale.whale_type === "ONCHAIN_WALLET" ? ", on-chain wallet" : ", lead trader"}
          </p>
          <div className="mt-1 flex flex-wrap gap-1.5">
            <Badge tone="accent">{label(whale.rank)}</Badge>
            <Badge>
              Score <Amount value={whale.score} style="ratio" />
            </Badge>
          </div>
        </div>
        <div className="text-right">
          <p className="text-lead">
            <Return value={stats.roi_30d} />
          </p>
          <p className="text-micro text-hint">ROI, 30 days</p>
        </div>
      </div>
      <dl className="mt-4 grid grid-cols-3 gap-x-3 gap-y-3.5 border-t border-separator pt-3.5">
        <Fact name="ROI, 7 days">
          <Return value={stats.roi_7d} hasIcon={false} />
        </Fact>
        <Fact name="Wins">
          <Share value={stats.win_rate} />
        </Fact>
        <Fact name="Worst drawdown" isEnd>
          <Share value={stats.max_drawdown} />
        </Fact>
        <Fact name="Profit, 30 days">
          <Pnl value={stats.profit_30d} unit={undefined} hasIcon={false} />
        </Fact>
        <Fact name="Trades">{stats.total_trades}</Fact>
        <Fact name="Followers here" isEnd>
          {whale.followers_count}
        </Fact>
      </dl>
      <div className="mt-4 rounded-control bg-fill px-3 py-2.5">
        <TrustLine whale={whale} />
        <p className="mt-1 text-micro text-hint">
          {trusts[whale.source_trust].detail}
          {whale.poll_interval_ms !== null && ` The last two looks at him were ${formatSeconds(whale.poll_interval_ms)} apart.`}
        </p>
      </div>
      <RedFlags names={stats.red_flags} />
    </section>
  );
}
