import { Choice } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { SwitchRow } from "@/components/ui/switch-row";
import type { Profile } from "@/lib/api/types";
import type { FollowDraft, FollowErrors, Sizing } from "../schema";

type FollowFieldsProps = {
  draft: FollowDraft;
  errors: FollowErrors;
  profile: Profile | undefined;
  showsEquity: boolean;
  onChange: (part: Partial<FollowDraft>) => void;
};

const units: Record<Sizing, { label: string; unit: string; placeholder: string }> = {
  FIXED_USDT: { label: "Size of each copy", unit: "USDT margin", placeholder: "From your settings" },
  PERCENT_OF_BALANCE: { label: "Share of your balance", unit: "%", placeholder: "Such as 5" },
  EQUITY_RATIO: { label: "Times the whale's share", unit: "×", placeholder: "Such as 1" },
  QUANTITY_MULTIPLIER: { label: "Times the whale's quantity", unit: "×", placeholder: "Such as 0.01" },
};

/** A multiple of the whale's quantity is easily a whole balance: the form keeps one that is set, but offers none. */
function sizingOptions(current: Sizing, showsEquity: boolean) {
  const options: { value: Sizing; label: string }[] = [
    { value: "FIXED_USDT", label: "Fixed" },
    { value: "PERCENT_OF_BALANCE", label: "Percent" },
  ];
  if (showsEquity || current === "EQUITY_RATIO") options.push({ value: "EQUITY_RATIO", label: "As the whale" });
  if (current === "QUANTITY_MULTIPLIER") options.push({ value: "QUANTITY_MULTIPLIER", label: "Quantity" });
  return options;
}

/** The values of a follow that can be changed. */
export function FollowFields({ draft, errors, profile, showsEquity, onChange }: FollowFieldsProps) {
  const settings = profile?.settings;
  const sizeField = units[draft.sizing];
  return (
    <>
      <section aria-label="Size and limits" className="grid grid-cols-1 gap-4 rounded-card bg-surface p-4 shadow-card">
        <Choice
          label="Sizing"
          options={sizingOptions(draft.sizing, showsEquity)}
          value={draft.sizing}
          onChange={(sizing) => {
            onChange({ sizing, size: sizing === "EQUITY_RATIO" ? "1" : "" });
          }}
        />
        <Field
          {...sizeField}
          inputMode="decimal"
          autoComplete="off"
          value={draft.size}
          error={errors.size}
          hint={showsEquity ? undefined : "This source does not show the whale's balance, so his share cannot be mirrored."}
          onChange={(event) => {
            onChange({ size: event.target.value });
          }}
        />
        <div className="grid grid-cols-2 gap-3">
          <Field
            label="Stop loss"
            unit="%"
            inputMode="decimal"
            autoComplete="off"
            placeholder={settings?.stop_loss_percent ?? ""}
            value={draft.stopPercent}
            error={errors.stopPercent}
            onChange={(event) => {
              onChange({ stopPercent: event.target.value });
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
              onChange({ takeProfitPercent: event.target.value });
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
            onChange({ leverageMode, leverage: draft.leverage === "" ? `${settings?.default_leverage ?? 5}` : draft.leverage });
          }}
        />
        {draft.leverageMode === "OWN" && (
          <Field
            label="My leverage"
            unit="×"
            inputMode="numeric"
            autoComplete="off"
            value={draft.leverage}
            error={errors.leverage}
            onChange={(event) => {
              onChange({ leverage: event.target.value });
            }}
          />
        )}
        {draft.leverageMode === "WHALE" && settings !== undefined && (
          <p className="text-caption text-hint">
            Never above your own limit of {settings.max_leverage}×, and lowered where the stop would lie beyond liquidation.
          </p>
        )}
      </section>
      <section aria-label="What is copied" className="grid grid-cols-1 gap-3 rounded-card bg-surface p-4 shadow-card">
        <SwitchRow
          label="Copy automatically"
          hint="Off: signals wait for you in Alerts"
          isOn={draft.autoCopy}
          onChange={(autoCopy) => {
            onChange({ autoCopy });
          }}
        />
        <SwitchRow
          label="Copy what is open now"
          hint="Off: only what the whale opens from now on"
          isOn={draft.copyExisting}
          onChange={(copyExisting) => {
            onChange({ copyExisting });
          }}
        />
      </section>
    </>
  );
}
