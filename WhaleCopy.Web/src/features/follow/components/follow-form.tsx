import { useState } from "react";
import { RiskPreview } from "@/components/risk-preview";
import { Choice } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { PrimaryAction } from "@/components/ui/primary-action";
import { ProblemNote } from "@/components/ui/problem-note";
import { Sheet } from "@/components/ui/sheet";
import { SwitchRow } from "@/components/ui/switch-row";
import { parseDecimalInput } from "@/lib/money";
import { useProfile } from "@/lib/profile";
import { copyRisk } from "@/lib/risk";
import { useClosingConfirmation } from "@/lib/telegram/buttons";
import type { WhaleId } from "@/lib/whale-name";
import { useFollowWhale } from "../api/follow-whale";
import { checkFollow, presets, previewLeverage, toFollowRequest, type FollowDraft, type Preset } from "../schema";

type FollowFormProps = { whaleId: WhaleId; whaleName: string; onDone: () => void };

const presetOptions = [
  { value: "CAREFUL", label: "Careful", hint: "2×, stop 5 %" },
  { value: "BALANCED", label: "Balanced", hint: "5×, stop 10 %" },
  { value: "MIRROR", label: "Mirror", hint: "whale's leverage" },
] as const;

/** Follows a whale: a preset, what it can be changed to, and what one copy risks. */
export function FollowForm({ whaleId, whaleName, onDone }: FollowFormProps) {
  const settings = useProfile().data?.settings;
  const follow = useFollowWhale(whaleId);
  const [preset, setPreset] = useState<Preset | undefined>("BALANCED");
  const [draft, setDraft] = useState<FollowDraft>(presets.BALANCED);
  useClosingConfirmation(preset === undefined && !follow.isSuccess);

  const errors = checkFollow(draft, settings);
  const isValid = Object.keys(errors).length === 0;
  const change = (part: Partial<FollowDraft>) => {
    setDraft({ ...draft, ...part });
    setPreset(undefined);
  };

  const size = parseDecimalInput(draft.size);
  const stop = parseDecimalInput(draft.stopPercent);
  const risk =
    isValid && size !== undefined && stop !== undefined && settings !== undefined
      ? {
          stop,
          ...copyRisk(
            size,
            previewLeverage(draft, settings),
            previewLeverage({ ...draft, leverageMode: "WHALE" }, settings),
            stop,
          ),
        }
      : undefined;

  return (
    <Sheet
      title={`Follow ${whaleName}`}
      isTall
      onClose={onDone}
      footer={
        <PrimaryAction
          text={`Follow ${whaleName}`}
          isEnabled={isValid}
          isBusy={follow.isPending}
          onPress={() => {
            if (isValid) follow.mutate(toFollowRequest(draft), { onSuccess: onDone });
          }}
        />
      }
    >
      <div className="grid gap-4">
        <Choice
          label="Start from"
          options={presetOptions}
          value={preset}
          onChange={(value) => {
            setPreset(value);
            setDraft(presets[value]);
          }}
        />
        {risk !== undefined && <RiskPreview risk={risk} stopPercent={risk.stop} />}
        <section aria-label="Size and limits" className="grid gap-4 rounded-card bg-surface p-4 shadow-card">
          <Field
            label="Size of each copy"
            unit="USDT margin"
            inputMode="decimal"
            autoComplete="off"
            placeholder="From your settings"
            value={draft.size}
            error={errors.size}
            onChange={(event) => {
              change({ size: event.target.value });
            }}
          />
          <div className="grid grid-cols-2 gap-3">
            <Field
              label="Stop loss"
              unit="%"
              inputMode="decimal"
              autoComplete="off"
              value={draft.stopPercent}
              error={errors.stopPercent}
              onChange={(event) => {
                change({ stopPercent: event.target.value });
              }}
            />
            <Field
              label="Take profit"
              unit="%"
              inputMode="decimal"
              autoComplete="off"
              placeholder="None"
              value={draft.takeProfitPercent}
              error={errors.takeProfitPercent}
              onChange={(event) => {
                change({ takeProfitPercent: event.target.value });
              }}
            />
          </div>
          <Choice
            label="Leverage"
            options={[
              { value: "OWN", label: "My own" },
              { value: "WHALE", label: "The whale's" },
            ]}
            value={draft.leverageMode}
            onChange={(leverageMode) => {
              change({
                leverageMode,
                leverage: draft.leverage === "" ? (settings?.default_leverage ?? 5).toString() : draft.leverage,
              });
            }}
          />
          {draft.leverageMode === "OWN" ? (
            <Field
              label="My leverage"
              unit="×"
              inputMode="numeric"
              autoComplete="off"
              value={draft.leverage}
              error={errors.leverage}
              onChange={(event) => {
                change({ leverage: event.target.value });
              }}
            />
          ) : (
            settings !== undefined && (
              <p className="text-caption text-hint">
                Never above your own limit of {settings.max_leverage}×, and lowered where the stop would lie beyond liquidation.
              </p>
            )
          )}
        </section>
        <section aria-label="What is copied" className="grid gap-3 rounded-card bg-surface p-4 shadow-card">
          <SwitchRow
            label="Copy automatically"
            hint="Off: signals wait for you in Alerts"
            isOn={draft.autoCopy}
            onChange={(autoCopy) => {
              change({ autoCopy });
            }}
          />
          <SwitchRow
            label="Copy what is open now"
            hint="Off: only what the whale opens from now on"
            isOn={draft.copyExisting}
            onChange={(copyExisting) => {
              change({ copyExisting });
            }}
          />
        </section>
        {follow.isError && <ProblemNote error={follow.error} />}
      </div>
    </Sheet>
  );
}
