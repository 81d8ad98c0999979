import { Copy } from "lucide-react";
import { useState } from "react";
import { Amount } from "@/components/ui/amount";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Fact } from "@/components/ui/fact";
import type { Signal } from "@/lib/api/types";
import { label } from "@/lib/labels";
import { formatAgo, useNow } from "@/lib/time";
import { copyObstacle, describeSignal } from "../describe";
import { ConfidenceMeter } from "./confidence-meter";
import { CopySignal } from "./copy-signal";
import { SignalMark } from "./signal-mark";
import { SignalStatus } from "./signal-status";

export function SignalCard({ signal }: { signal: Signal }) {
  const now = useNow();
  const [isCopying, setIsCopying] = useState(false);
  const obstacle = copyObstacle(signal, now);
  const what = describeSignal(signal);
  return (
    <Card label={`${what} ${signal.cex_symbol}`} isArriving>
      <div className="flex items-start gap-3">
        <SignalMark signal={signal} />
        <div className="min-w-0 flex-1">
          <h2 className="text-body font-semibold">
            {what} <span className="font-bold">{signal.cex_symbol}</span>
          </h2>
          <p className="mt-0.5 truncate text-caption text-hint">
            {signal.whale_name}, <time dateTime={signal.detected_at}>{formatAgo(signal.detected_at, now)}</time>
          </p>
        </div>
        <SignalStatus signal={signal} />
      </div>
      <dl className="mt-3.5 grid grid-cols-3 gap-3 border-t border-separator pt-3">
        <Fact name="Price then">
          <Amount value={signal.price_at_signal} style="price" />
        </Fact>
        <Fact name="Whale's size">
          <Amount value={signal.amount_usd} unit="USD" />
        </Fact>
        <Fact name={signal.market === "SPOT" ? "Market" : "Leverage"} isEnd>
          {signal.market === "SPOT" ? (
            label(signal.market)
          ) : signal.leverage === null ? (
            <Amount value={null} />
          ) : (
            <>
              <Amount value={signal.leverage} style="ratio" />×
            </>
          )}
        </Fact>
      </dl>
      <div className="mt-3 flex min-h-11 items-center justify-between gap-3">
        <dl>
          <Fact name="Confidence">
            <ConfidenceMeter signal={signal} />
          </Fact>
        </dl>
        {obstacle === undefined ? (
          <Button
            look="tinted"
            size="small"
            icon={<Copy aria-hidden="true" className="size-4" />}
            aria-label={`Copy ${signal.cex_symbol} ${label(signal.side)}`}
            onClick={() => {
              setIsCopying(true);
            }}
          >
            Copy
          </Button>
        ) : (
          <span className="max-w-32 text-right text-micro text-hint">{obstacle}</span>
        )}
      </div>
      {signal.decision?.outcome === "SKIPPED" && (
        <p className="mt-3 rounded-control bg-fill px-3 py-2.5 text-caption text-hint">
          <span className="font-semibold text-text">Not copied:</span> {signal.decision.reason}
        </p>
      )}
      {isCopying && (
        <CopySignal
          signal={signal}
          onDone={() => {
            setIsCopying(false);
          }}
        />
      )}
    </Card>
  );
}
