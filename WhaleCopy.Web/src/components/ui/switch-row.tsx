import { useId, type ReactNode } from "react";

type SwitchRowProps = { label: string; hint?: ReactNode; isOn: boolean; onChange: (isOn: boolean) => void };

export function SwitchRow({ label, hint, isOn, onChange }: SwitchRowProps) {
  const id = useId();
  return (
    <div className="flex min-h-12 items-center justify-between gap-4">
      <div className="min-w-0">
        <label htmlFor={id} className="block text-body font-semibold">
          {label}
        </label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className="mt-0.5 text-caption text-hint">
            {hint}
          </p>
        )}
      </div>
      <button
        id={id}
        type="button"
        role="switch"
        aria-checked={isOn}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onClick={() => {
          onChange(!isOn);
        }}
        className="grid min-h-11 w-14 shrink-0 place-items-center"
      >
        <span
          className={`flex h-8 w-13 items-center rounded-full p-0.5 transition-colors ${isOn ? "bg-accent" : "bg-fill-strong"}`}
        >
          <span className={`size-7 rounded-full bg-on-accent shadow-card transition-transform ${isOn ? "translate-x-5" : ""}`} />
        </span>
      </button>
    </div>
  );
}
