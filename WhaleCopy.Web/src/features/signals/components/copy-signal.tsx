import { useState } from "react";
import { RiskPreview } from "@/components/risk-preview";
import { TaskProgress } from "@/components/task-progress";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { PrimaryAction } from "@/components/ui/primary-action";
import { ProblemNote } from "@/components/ui/problem-note";
import { Sheet } from "@/components/ui/sheet";
import type { Signal } from "@/lib/api/types";
import { useIdempotencyKey } from "@/lib/idempotency";
import { decimal, parseDecimalInput, signOf } from "@/lib/money";
import { useProfile } from "@/lib/profile";
import { copyRisk } from "@/lib/risk";
import { useClosingConfirmation } from "@/lib/telegram/buttons";
import { useCopySignal } from "../api/copy-signal";
import { describeSignal } from "../describe";

type CopySignalProps = { signal: Signal; onDone: () => void };

/** Copies one signal by hand: its size, what it risks, then how it went. */
export function CopySignal({ signal, onDone }: CopySignalProps) {
  const key = useIdempotencyKey();
  const copy = useCopySignal(key);
  const settings = useProfile().data?.settings;
  const [text, setText] = useState<string>();
  const shown = text ?? settings?.default_trade_size_usdt ?? "";
  const size = parseDecimalInput(shown);
  const isEmpty = shown.trim() === "";
  const error = !isEmpty && (size === undefined || signOf(size) <= 0) ? "An amount above zero, such as 50" : undefined;
  useClosingConfirmation(text !== undefined && !copy.isSuccess);

  const title = `Copy ${signal.cex_symbol} ${signal.side === "LONG" ? "long" : "short"}`;
  if (copy.isSuccess) {
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
        <TaskProgress taskId={copy.data.task_id} doneText="Filled at the exchange" />
      </Sheet>
    );
  }

  const risk =
    size !== undefined && error === undefined && settings !== undefined
      ? copyRisk(
          size,
          signal.market === "SPOT" ? decimal("1") : (signal.leverage ?? decimal(`${settings.default_leverage}`)),
          decimal(`${settings.max_leverage}`),
          settings.stop_loss_percent,
        )
      : undefined;

  return (
    <Sheet
      title={title}
      onClose={onDone}
      footer={
        <PrimaryAction
          text="Copy this signal"
          isEnabled={error === undefined}
          isBusy={copy.isPending}
          onPress={() => {
            if (error === undefined) copy.mutate({ id: signal.id, sizeUsdt: isEmpty ? undefined : size });
          }}
        />
      }
    >
      <p className="mb-4 text-body text-hint">
        {signal.whale_name} {describeSignal(signal).toLowerCase()}. You copy it once, with your own money and your own stop.
      </p>
      <div className="rounded-card bg-surface p-4 shadow-card">
        <Field
          label="Size"
          unit="USDT margin"
          inputMode="decimal"
          autoComplete="off"
          placeholder="Your usual size"
          value={shown}
          error={error}
          hint="What the copy ties up. Empty means the size from your settings."
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
      </div>
      {risk !== undefined && settings !== undefined && (
        <div className="mt-4">
          <RiskPreview risk={risk} stopPercent={settings.stop_loss_percent} />
        </div>
      )}
      {copy.isError && (
        <div className="mt-4">
          <ProblemNote
            error={copy.error}
            unansweredHint="The server did not answer, so the copy may or may not have started. Trying again is safe: it is the same request, and copies once."
          />
        </div>
      )}
    </Sheet>
  );
}
