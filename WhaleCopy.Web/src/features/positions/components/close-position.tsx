import { TaskProgress } from "@/components/task-progress";
import { Amount } from "@/components/ui/amount";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Fact } from "@/components/ui/fact";
import { Pnl } from "@/components/ui/pnl";
import { ProblemNote } from "@/components/ui/problem-note";
import { Sheet } from "@/components/ui/sheet";
import { baseOf } from "@/components/ui/coin";
import type { Position } from "@/lib/api/types";
import { useIdempotencyKey } from "@/lib/idempotency";
import { label } from "@/lib/labels";
import { useClosePosition } from "../api/close-position";

type ClosePositionProps = { position: Position; onDone: () => void };

/** Names what closing does, asks once more, then tells how it went as the server reports it. */
export function ClosePosition({ position, onDone }: ClosePositionProps) {
  const key = useIdempotencyKey();
  const close = useClosePosition(key);
  const title = `Close ${position.symbol} ${label(position.side).toLowerCase()}`;

  if (close.isSuccess) {
    return (
      <Sheet
        title={title}
        onClose={onDone}
        footer={
          <Button look="quiet" isWide onClick={onDone}>
            Done
          </Button>
        }
      >
        <TaskProgress taskId={close.data.task_id} doneText="Closed at market" />
      </Sheet>
    );
  }
  return (
    <Confirm
      title={title}
      isBusy={close.isPending}
      confirmText={
        <>
          Close at market, about <Amount value={position.notional_usdt} unit="USDT" />
        </>
      }
      onConfirm={() => {
        close.mutate(position.id);
      }}
      onClose={onDone}
    >
      <p className="text-body">
        {position.side === "LONG" ? "Sells" : "Buys back"}{" "}
        <Amount
          value={position.quantity}
          style="quantity"
          unit={position.quantity_unit === "BASE" ? baseOf(position.symbol) : "contracts"}
        />{" "}
        at the best price the market gives now. This cannot be undone, and this whale&apos;s position is not copied again until it
        opens a new one.
      </p>
      <dl className="mt-4 grid grid-cols-2 gap-3 rounded-card bg-surface p-4 shadow-card">
        <Fact name="Result now, before fees">
          <Pnl value={position.unrealized_pnl} hasWord />
        </Fact>
        <Fact name="Stop, then cancelled" isEnd>
          <Amount value={position.stop_loss_price} style="price" />
        </Fact>
      </dl>
      {close.isError && (
        <div className="mt-4">
          <ProblemNote
            error={close.error}
            unansweredHint="The server did not answer, so the close may or may not have started. Trying again is safe: it is the same request, and closes once."
          />
        </div>
      )}
    </Confirm>
  );
}
