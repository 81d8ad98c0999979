import { LoaderCircle } from "lucide-react";
import { useState } from "react";
import { Amount } from "@/components/ui/amount";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Coin } from "@/components/ui/coin";
import { Fact } from "@/components/ui/fact";
import { Pnl } from "@/components/ui/pnl";
import { SideBadge } from "@/components/ui/side-badge";
import type { Position } from "@/lib/api/types";
import { label } from "@/lib/labels";
import { ClosePosition } from "./close-position";
import { ProtectionLine } from "./protection-line";

export function PositionCard({ position }: { position: Position }) {
  const [isClosing, setIsClosing] = useState(false);
  const isAtMarketPrice = position.current_price !== null;
  return (
    <Card label={`${position.symbol} ${label(position.side)}`} isArriving>
      <div className="flex items-start gap-3">
        <Coin symbol={position.symbol} />
        <div className="min-w-0 flex-1">
          <div className="flex items-center gap-2">
            <h3 className="truncate text-body font-bold tracking-tight">{position.symbol}</h3>
            <SideBadge side={position.side} leverage={position.market === "SPOT" ? null : position.leverage} />
          </div>
          <p className="mt-0.5 truncate text-caption text-hint">
            {position.whale_name ?? "Your own"}, {label(position.exchange)}
          </p>
        </div>
        <div className="shrink-0 text-right">
          <p className="text-body">
            <Pnl value={position.unrealized_pnl} hasSmallUnit />
          </p>
          <p className="mt-0.5 text-caption">
            <Pnl value={position.unrealized_pnl_percent} unit="%" style="percent" hasIcon={false} hasWord />
          </p>
        </div>
      </div>
      <dl className="mt-4 grid grid-cols-3 gap-3 border-t border-separator pt-3">
        <Fact name="Entry">
          <Amount value={position.entry_price} style="price" />
        </Fact>
        <Fact name={isAtMarketPrice ? "Price now" : "Price"}>
          <Amount value={position.current_price} style="price" />
        </Fact>
        <Fact name="Value" isEnd>
          <Amount value={position.notional_usdt} unit="USDT" />
        </Fact>
      </dl>
      <div className="mt-3 flex min-h-11 items-center justify-between gap-3">
        <ProtectionLine position={position} />
        {position.status === "CLOSING" ? (
          <Badge tone="warn" icon={<LoaderCircle aria-hidden="true" className="spin size-3" />}>
            Closing
          </Badge>
        ) : (
          <Button
            look="quiet"
            size="small"
            aria-label={`Close ${position.symbol} ${label(position.side)}`}
            onClick={() => {
              setIsClosing(true);
            }}
          >
            Close
          </Button>
        )}
      </div>
      {position.owed_close_reason !== null && (
        <p role="status" className="mt-3 rounded-control bg-danger-tint px-3 py-2.5 text-caption text-danger">
          <span className="font-semibold">The exchange did not let us close this yet.</span> We keep trying; you can also close it
          in the exchange&apos;s own app.
        </p>
      )}
      {isClosing && (
        <ClosePosition
          position={position}
          onDone={() => {
            setIsClosing(false);
          }}
        />
      )}
    </Card>
  );
}
